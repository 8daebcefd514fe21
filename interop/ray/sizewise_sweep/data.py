"""MNIST from wherever it is, cut as the page cuts it."""

import gzip
import hashlib
import pathlib
import struct
from typing import NamedTuple

import numpy as np

from . import order

files = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


class Images(NamedTuple):
    """Grey levels n × 28 × 28 × 1 and labels, both uint8."""

    images: np.ndarray
    labels: np.ndarray

    def at(self, places):
        return Images(self.images[places], self.labels[places])


def read_idx(folder, name):
    plain, packed = folder / name, folder / f"{name}.gz"
    content = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
    sides = struct.unpack(f">{content[3]}I", content[4 : 4 + 4 * content[3]])
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(sides)


def arrays(source, framework):
    """MNIST in the order of `files`: from an npz as Keras has it, a folder of idx files, or the framework."""
    if source and pathlib.Path(source).is_dir():
        return [read_idx(pathlib.Path(source), name) for name in files]
    if source:
        with np.load(source) as npz:
            return [npz[name] for name in ("x_train", "y_train", "x_test", "y_test")]
    if framework == "keras":
        import keras

        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
        return [x_train, y_train, x_test, y_test]
    from torchvision.datasets import MNIST

    home = pathlib.Path.home() / ".cache" / "torchvision"
    sets = [MNIST(home, train=train, download=True) for train in (True, False)]
    return [part.numpy().astype(np.uint8) for each in sets for part in (each.data, each.targets)]


def load(source, framework, cut):
    """`{train, validation, test}`; ends the program where it is not the genuine MNIST."""
    parts = [np.ascontiguousarray(part, np.uint8) for part in arrays(source, framework)]
    for name, part in zip(files, parts):
        header = struct.pack(f">{1 + part.ndim}I", 0x800 + part.ndim, *part.shape)
        found = hashlib.md5(header + part.tobytes()).hexdigest()
        if found != cut["md5"][name]:
            raise SystemExit(f"{name} is not that of MNIST: its md5 is {found}, not {cut['md5'][name]}")
    x_train, y_train, x_test, y_test = parts
    places = order.packed(y_train, **cut["order"])
    train = Images(x_train[places, :, :, None], y_train[places])
    count = cut["counts"]["train"]
    return {
        "train": train.at(slice(count)),
        "validation": train.at(slice(count, None)),
        "test": Images(x_test[..., None], y_test),
    }


def sets_of(trial, data):
    """A trial's training and validation images: its first so many, or its folds."""
    setup = trial["train"]
    train = data["train"].at(slice(setup["training_images"]))
    if "fold" not in trial:
        return train, data["validation"]
    own = order.folds(train.labels, trial["fold"]["of"], setup["seed"]) == trial["fold"]["nth"]
    return train.at(~own), train.at(own)
