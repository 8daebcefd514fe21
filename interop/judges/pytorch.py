"""PyTorch opens the weights in the programs that are written for it, and runs these programs as they are."""

import contextlib
import importlib.util
import io
import os
import pathlib
import subprocess
import sys
import tempfile

import nbformat
import torch
from nbclient import NotebookClient
from safetensors.torch import load_file

sys.path.append(str(pathlib.Path(__file__).parent.parent))
from common import compare, folder, labels, networks, verdict  # noqa: E402
from mnist_files import write_mnist  # noqa: E402

JUDGE = "PyTorch"
DATA = (folder / "mnist").resolve()
IMAGES = 320
TEST_IMAGES = 1000  # those that our own logits are for
torch.set_num_threads(1)
# What takes processes of its own is tried with these.
IN_PROCESSES = "reference-cnn", "lstm-rows"


def load_program(path):
    """A program as a module, not run."""
    spec = importlib.util.spec_from_file_location("program", path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


def run(program, *arguments):
    """What a program prints as it is run with these arguments; files that it writes go to a folder of their own."""
    printed = io.StringIO()
    sys.argv = ["program.py", "--data", str(DATA), *map(str, arguments)]
    with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(printed):
        home = os.getcwd()
        os.chdir(scratch)
        try:
            program.main()
        finally:
            os.chdir(home)
    return printed.getvalue()


def tried(network, format, check):
    """Prints the verdict of a check, whose result is its detail; what it raises is why it failed."""
    try:
        verdict(network, format, JUDGE, True, check())
    except Exception as error:  # noqa: BLE001
        verdict(network, format, JUDGE, False, f"{type(error).__name__}: {error}")


@torch.no_grad()
def load_weights(network, program, path):
    """Logits of the network with our weights, and the accuracy that its own option prints: that of our logits."""
    model = program.Network()
    assert program.count_parameters(model) == network.manifest["parameters"], "parameters"
    model.load_state_dict(load_file(path), strict=True)
    model.eval()
    pixels = torch.from_numpy(network.pixels(TEST_IMAGES)).permute(0, 3, 1, 2)
    compare(network, "pytorch", JUDGE, model(pixels).numpy())
    accuracy = (network.logits.argmax(1) == labels[:TEST_IMAGES]).mean()
    printed = run(program, "--weights", path.resolve())
    assert printed.startswith(f"{accuracy:.2%} of 1,000"), printed
    return f"{accuracy:.2%}"


def train(program):
    """The last accuracy of a short training."""
    printed = run(program, "--images", IMAGES)
    assert "trained: " in printed and "p95" in printed, printed
    return f"ran, {IMAGES} images"


def torchrun(path, *arguments):
    """What a program prints in two processes."""
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node=2", "--master_port=29611"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as scratch:
        ended = subprocess.run(
            [*command, str(path.resolve()), *map(str, arguments)],
            cwd=scratch, env=environment, capture_output=True, text=True, timeout=900,
        )  # fmt: skip
    # torchrun's own words come after those of the process that failed.
    errors = [line for line in ended.stderr.splitlines() if "Error" in line]
    assert ended.returncode == 0, errors[:1] or ended.stderr[-600:]
    return ended.stdout


def train_together(path):
    printed = torchrun(path, "--data", DATA, "--images", IMAGES)
    assert printed.count("trained: ") == 1, printed
    check = pathlib.Path(__file__).parent.parent / "ddp_check.py"
    return torchrun(check, path.resolve()).strip()


def run_notebook(path):
    """Runs all cells with few images and our files."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    lines = [line for cell in notebook.cells for line in cell.source.splitlines()]
    constant = next(line for line in lines if line.startswith("TRAINING_IMAGES = "))
    for cell in notebook.cells:
        cell.source = cell.source.replace(constant, f"TRAINING_IMAGES = {IMAGES}")
        cell.source = cell.source.replace('load_mnist("data"', f'load_mnist("{DATA}"')
    with tempfile.TemporaryDirectory() as scratch:
        NotebookClient(notebook, timeout=900, resources={"metadata": {"path": scratch}}).execute()
    printed = "".join(o.get("text", "") for c in notebook.cells for o in c.get("outputs", []))
    assert "trained: " in printed, printed
    return f"ran, {len(notebook.cells)} cells"


write_mnist(DATA, TEST_IMAGES)
for network in networks:
    code = network.home / "code"
    program = load_program(code / "pytorch-script.py")
    path = network.path("pytorch")
    tried(network, "pytorch (--weights)", lambda: load_weights(network, program, path))
    tried(network, "pytorch-script.py", lambda: train(program))
    for kind in ("compressed", "distilled"):
        worked = network.home / f"code-{kind}" / "pytorch-script.py"
        if worked.exists():
            tried(network, f"pytorch-script-{kind}.py", lambda: train(load_program(worked)))
    if network.name in IN_PROCESSES:
        together = code / "pytorch-distributed.py"
        tried(network, "pytorch-distributed.py", lambda: train_together(together))
        tried(network, "pytorch-notebook.ipynb", lambda: run_notebook(code / "pytorch-notebook.ipynb"))
