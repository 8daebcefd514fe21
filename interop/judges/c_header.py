"""A C compiler takes the header and the reference program; its codes are ours, bit for bit, on 2,000 test images."""

import pathlib
import subprocess
import tempfile

import common
import numpy as np

# The program is plain and slow.
count = 2000
program = pathlib.Path(__file__).parent.parent / "c/reference.c"


def judge(network, path):
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder) / "reference"
        header = f'-DSIZEWISE_HEADER="{path.resolve()}"'
        subprocess.run(["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-O2", header, str(program), "-o", str(target)], check=True)
        output = subprocess.run([str(target)], input=common.images[:count].tobytes(), capture_output=True, check=True).stdout
    codes = np.frombuffer(output, np.int8).reshape(-1, 10).astype(int)
    range = network.manifest["int8Output"]
    own = np.round(network.int8_logits()[:count] / np.float32(range["scale"])).astype(int) + range["zeroPoint"]
    equal = int((codes == own).all(1).sum())
    common.verdict(network, "c-header", "C compiler", equal == len(own), f"{equal} of {len(own)} equal")


for network in common.networks:
    path = network.path("c-header")
    if path is not None:
        judge(network, path)
