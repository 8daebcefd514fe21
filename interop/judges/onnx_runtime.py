"""ONNX: the checker, and what ONNX Runtime answers on its CPU provider."""

import numpy as np
import onnx
import onnxruntime
from common import compare, is_same_enough, networks, verdict

judge = "onnxruntime"


def answers(path, pixels, batch=1000):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    shape = session.get_inputs()[0].shape
    assert shape == ["N", 1, 28, 28], shape
    nchw = pixels.transpose(0, 3, 1, 2)
    rows = [session.run(["logits"], {"image": nchw[at : at + batch]})[0] for at in range(0, len(nchw), batch)]
    return np.concatenate(rows)


def judge_float32(network, path):
    compare(network, "onnx-float32", judge, answers(path, network.pixels(1000)))


def judge_float16(network, path):
    logits = answers(path, network.pixels(1000))
    own = network.logits[:1000]
    same = float((logits.argmax(1) == own.argmax(1)).mean())
    difference = float(np.abs(logits - own).max() / max(1.0, np.abs(own).max()))
    verdict(network, "onnx-float16", judge, same >= 0.995, f"{same:.1%} same, {difference:.0e}")


def judge_int8(network, path):
    """Each operation may give the code beside ours, and the next ones carry that on."""
    own = network.int8_logits()
    logits = answers(path, network.pixels(len(own)))
    same = float((logits.argmax(1) == own.argmax(1)).mean())
    apart = float(np.rint(np.abs(logits - own) / network.manifest["int8Output"]["scale"]).mean())
    is_ok = is_same_enough(network, same) and apart <= 2
    verdict(network, "onnx-int8", judge, is_ok, f"{same:.2%} of classes, codes {apart:.2f} apart")


for network in networks:
    for format, judge_file in (
        ("onnx-float32", judge_float32),
        ("onnx-float16", judge_float16),
        ("onnx-int8", judge_int8),
    ):
        path = network.path(format)
        if path is None:
            continue
        try:
            onnx.checker.check_model(str(path), full_check=True)
            judge_file(network, str(path))
        except Exception as error:
            verdict(network, format, judge, False, f"{type(error).__name__}: {error}"[:300])
