"""What the judges share: files of a network, what it answers, and how a verdict is printed."""

import json
import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
images = np.fromfile(folder / "images.u8", np.uint8).reshape(-1, 28, 28, 1)
labels = np.fromfile(folder / "labels.u8", np.uint8)


class Network:
    """A trained network's files, and its own answers to the first test images."""

    def __init__(self, name):
        self.name = name
        self.home = folder / name
        self.manifest = json.loads((self.home / "manifest.json").read_text())
        self.logits = np.fromfile(self.home / "logits.f32", np.float32).reshape(-1, 10)

    def path(self, format):
        """Of a format's file; None where there is none."""
        found = [file["path"] for file in self.manifest["files"] if file["format"] == format]
        return self.home / found[0] if found else None

    def pixels(self, count):
        """The first test images as the network takes them: float32, count × 28 × 28 × 1."""
        grey = images[:count].astype(np.float32)
        if self.manifest["pixelRange"] == "0..1":
            return grey / np.float32(255)
        return grey / np.float32(127.5) - np.float32(1)

    def int8_logits(self):
        """Of the int8 variant, for all test images; None where there is none."""
        path = self.home / "int8-logits.f32"
        return np.fromfile(path, np.float32).reshape(-1, 10) if path.exists() else None


# The share of all test images that other kernels of whole numbers must give our class. `windows` is a chain of rounded tables, over
# which TensorFlow Lite's own two sets of kernels part: with tanh in place of its ELU, which the reference kernels lack, these give
# our codes on all 10,000 images, and XNNPACK gives the class of both on 99.4 %.
same_classes = {"windows": 0.98}
usual_same_classes = 0.999

networks = [Network(name) for name in sys.argv[2:]]


def verdict(network, format, judge, ok, detail):
    """Prints a result as the line that the table is made of."""
    line = {"network": network.name, "format": format, "judge": judge, "ok": bool(ok), "detail": detail}
    print(json.dumps(line), flush=True)


def is_same_enough(network, same):
    return same >= same_classes.get(network.name, usual_same_classes)


def compare(network, format, judge, logits, tolerance=1e-5):
    """Whether logits are the network's own, relative to the largest of them."""
    own = network.logits[: len(logits)]
    difference = float(np.abs(own - logits).max() / max(1.0, np.abs(own).max()))
    verdict(network, format, judge, difference <= tolerance, f"{difference:.0e}")
