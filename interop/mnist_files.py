"""MNIST's own files, made of the packed ones in public/data, so that nothing is downloaded."""

import pathlib
import zlib

import numpy as np

packed = pathlib.Path(__file__).parent.parent / "public/data/mnist"


def read_chunk(path):
    """Labels and 28×28 images of 5,000 digits."""
    content = np.frombuffer(zlib.decompress(path.read_bytes(), wbits=-15), np.uint8)
    count = len(content) // 785
    return content[:count], content[count:].reshape(count, 28, 28)


def write_idx(path, array):
    """Yann LeCun's format: a magic number with the count of sides, the sides, the bytes."""
    header = np.array([0x800 + array.ndim, *array.shape], ">i4")
    path.write_bytes(header.tobytes() + array.tobytes())


def write_mnist(folder, test_images=10_000):
    """Writes what torchvision.datasets.MNIST looks for under `folder`; fewer test images where time is short."""
    raw = folder / "MNIST/raw"
    raw.mkdir(parents=True, exist_ok=True)
    for name, prefix in ("train", "train"), ("test", "t10k"):
        chunks = [read_chunk(path) for path in sorted(packed.glob(f"{name}-*.bin"))]
        count = 60_000 if name == "train" else test_images
        labels, images = (np.concatenate(arrays)[:count] for arrays in zip(*chunks))
        write_idx(raw / f"{prefix}-images-idx3-ubyte", images)
        write_idx(raw / f"{prefix}-labels-idx1-ubyte", labels)
