"""Our Keras programs run through, shortly, and build networks of as many parameters; notebooks run in Jupyter."""

import contextlib
import io
import os
import pathlib
import re
import tempfile

import numpy as np
from common import images, labels, networks, verdict

judge = "keras code"
# keras.datasets finds its file here, and downloads nothing. Test images stand for the training images: nothing is measured.
home = tempfile.mkdtemp()
os.environ |= {"KERAS_HOME": home, "KERAS_BACKEND": "tensorflow", "SIZEWISE_QUICK": "1"}
(pathlib.Path(home) / "datasets").mkdir()
np.savez(
    pathlib.Path(home) / "datasets" / "mnist.npz",
    x_train=np.tile(images[..., 0], (6, 1, 1)),
    y_train=np.tile(labels, 6),
    x_test=images[..., 0],
    y_test=labels,
)
# Its checksum is the real file's.
import keras.src.datasets.mnist as mnist  # noqa: E402

# What tfmot compresses is tf-keras'.
import tf_keras.src.datasets.mnist as legacy_mnist  # noqa: E402

mnist.get_file = legacy_mnist.get_file = lambda fname, **_: str(pathlib.Path(home) / "datasets" / fname)

import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402


def run_script(network, path, format="keras-script"):
    """Executes a script as a program of its own, in a folder of its own."""
    program = compile(path.read_text(), path.name, "exec")
    printed, space = io.StringIO(), {"__name__": "__main__"}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), contextlib.redirect_stdout(printed):
        exec(program, space)
    ok = space["build_model"]().count_params() == network.manifest["parameters"]
    if "HoldZeros" in space:  # what was pruned has trained on
        kernels = [weight.numpy() for weight in space["model"].trainable_weights if "kernel" in weight.name]
        ok = ok and sum((kernel == 0).sum() for kernel in kernels) > 0.5 * sum(kernel.size for kernel in kernels)
    found = re.findall(r"test accuracy: (.*) of|p50 (.*?),", printed.getvalue())
    verdict(network, format, judge, ok and len(found) >= 2, ", ".join(a or b for a, b in found))


def run_notebook(network, path):
    """Validates a notebook, and executes it."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    patch = "import keras.src.datasets.mnist as m; import os\n"
    patch += "m.get_file = lambda fname, **_: os.environ['KERAS_HOME'] + '/datasets/' + fname"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(patch))
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    texts = [output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])]
    verdict(network, "keras-notebook", judge, "latency of one image" in "".join(texts), "runs")


for place, network in enumerate(networks):
    code = network.home / "code"
    for kind in ("", "-compressed", "-distilled"):
        path, format = network.home / f"code{kind}" / "keras-script.py", f"keras-script{kind}"
        if not path.exists():
            continue
        try:
            run_script(network, path, format)
        except Exception as error:
            verdict(network, format, judge, False, f"{type(error).__name__}: {error}"[:400])
    if place > 0:
        nbformat.validate(nbformat.read(code / "keras-notebook.ipynb", as_version=4))
        continue
    try:
        run_notebook(network, code / "keras-notebook.ipynb")
    except Exception as error:
        verdict(network, "keras-notebook", judge, False, f"{type(error).__name__}: {error}"[-400:])
