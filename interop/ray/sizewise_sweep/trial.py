"""One trial, from its recipe to its line of results.jsonl."""

import math
import os
import platform
import time

import numpy as np

from . import data as mnist
from . import order


def rate_at(setup, step, total):
    """The learning rate of a step, 0 ≤ step < total."""
    warmup = setup["warmup_steps"]
    rate = setup["learning_rate"] * min(1, (step + 1) / max(1, warmup))
    if setup["schedule"] == "step":
        return rate * (0.01 if 4 * step >= 3 * total else 0.1 if 2 * step >= total else 1)
    if setup["schedule"] == "cosine":
        return rate * (1 + math.cos(math.pi * min(1, max(0, step - warmup) / max(1, total - warmup)))) / 2
    return rate


def score(logits, labels):
    """Mean cross-entropy and right answers, in all and of each class."""
    logits = np.asarray(logits, np.float64)
    top = logits.max(1)
    rows = np.arange(len(labels))
    losses = top + np.log(np.exp(logits - top[:, None]).sum(1)) - logits[rows, labels]
    right = (logits.argmax(1) == labels) & np.isfinite(losses)
    loss = float(losses.mean())
    return {
        "loss": loss if math.isfinite(loss) else None,
        "correct": int(right.sum()),
        "n": len(labels),
        "per_class": np.bincount(labels[right], minlength=10).tolist(),
    }


def blank(trial, framework):
    """A line without figures but those that the plan has."""
    return {
        **{"format": "sizewise.result/1", "id": trial["id"], "framework": framework},
        **{"status": "refused", "problem": None, **trial["expect"]},
        "sizes": {"float32_bytes": 4 * trial["expect"]["parameters"]},
        **{"seed": trial["train"]["seed"], "epochs": 0, "seconds": 0, "device": "", "versions": {}},
        **{"validation": None, "test": None},
    }


def network_of(framework):
    if framework == "keras":
        from .keras_network import Network
    else:
        from .pytorch_network import Network
    return Network


def mismatch(trial, network):
    """Before any training: how it is not the network that the page means; None where it is."""
    for name, found in (("parameters", network.parameters), ("macs", network.macs)):
        if found != trial["expect"][name]:
            return f"{found} {name} here, {trial['expect'][name]} on the page"
    return None


def run(trial, constants, framework, data, gpus=0):
    """Trains a trial, and yields after every epoch what Ray is told: figures, and the line as it would stand now."""
    setup = trial["train"]
    train, validation = mnist.sets_of(trial, data)
    steps = math.ceil(len(train.labels) / setup["batch_size"])
    total = steps * setup["epochs"]
    network = network_of(framework)(trial, constants, [rate_at(setup, step, total) for step in range(total)], gpus)
    versions = {"python": platform.python_version(), "numpy": np.__version__, **network.versions}
    line = {**blank(trial, framework), "status": "stopped", "device": network.device, "versions": versions}
    problem = mismatch(trial, network)
    if problem:
        yield {"epoch": 0, "val_loss": math.inf, "line": {**line, "status": "failed", "problem": problem}}
        return
    best, best_epoch = None, 0
    for epoch in range(1, setup["epochs"] + 1):
        places = order.epoch_order(epoch, len(train.labels), setup["seed"])
        started = time.perf_counter()
        loss = network.train_epoch(*train.at(places))
        seconds = time.perf_counter() - started
        scored = score(network.logits(validation.images), validation.labels)
        line |= {"epochs": epoch, "seconds": round(line["seconds"] + seconds, 3), "validation": scored}
        ended = "finished" if epoch == setup["epochs"] else None
        if not math.isfinite(loss) or scored["loss"] is None:
            ended = "diverged"
        elif setup["patience"]:
            if best is None or np.float32(scored["loss"]) < best["loss"]:
                best = {"loss": np.float32(scored["loss"]), "scored": scored, "weights": network.weights()}
                best_epoch = epoch
            elif ended is None and epoch - best_epoch >= setup["patience"]:
                ended = "early-stopped"
        if ended in ("finished", "early-stopped"):
            if best_epoch not in (0, epoch):
                network.restore(best["weights"])
                line["validation"] = best["scored"]
            line["test"] = score(network.logits(data["test"].images), data["test"].labels)
        line["status"] = ended or "stopped"
        yield {
            **{"epoch": epoch, "train_loss": loss, "val_loss": scored["loss"] or math.inf},
            "val_acc": scored["correct"] / scored["n"],
            **{"images_per_s": len(train.labels) / seconds, "line": dict(line)},
        }
        if ended:
            return


def limit_threads(cpus):
    """Before a framework is loaded: trials side by side share the machine."""
    for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ[name] = str(max(1, int(cpus)))
