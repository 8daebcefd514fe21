"""Keras 3 and tf-keras open our files: the same answers, as many parameters, and training goes on where it stood."""

import os

import numpy as np
from common import compare, labels, networks, verdict

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras  # noqa: E402
import tf_keras  # noqa: E402

judge = "keras"


def load(library, network, format):
    """The network as the library reads it; says why where it does not."""
    path = network.path(format)
    if path is None:
        return None
    try:
        return library.models.load_model(path)
    except Exception as error:  # whatever the library finds wrong
        verdict(network, format, judge, False, f"{library.__name__}: {str(error).splitlines()[0][:300]}")
        return None


def moments(model):
    """The optimizer's variables after its step count and learning rate, first and second moments in turn."""
    return [variable.numpy() for variable in model.optimizer.variables[2:]]


def trains_on(library, network, format, model):
    """Whether one more epoch runs well, and from a .keras file goes on with the step and the moments it had."""
    setup = network.manifest["recipe"]["setup"]
    keeps_state = format == "keras"
    steps = -(-setup["trainingImages"] // setup["batchSize"]) * setup["epochs"] if keeps_state else 0
    stood = int(model.optimizer.iterations.numpy())
    kept = moments(model) if keeps_state else []
    has_moments = all(np.any(moment != 0) for moment in kept) and len(kept) == 2 * len(model.trainable_variables)
    fits = all(m.shape == w.shape for m, w in zip(kept[::2], model.trainable_variables))
    before = model.evaluate(network.pixels(512), labels[:512], verbose=0)[0]
    model.fit(network.pixels(512), labels[:512], batch_size=64, epochs=1, verbose=0)
    after = model.evaluate(network.pixels(512), labels[:512], verbose=0)[0]
    now = int(model.optimizer.iterations.numpy())
    ok = stood == steps and (not keeps_state or (has_moments and fits)) and now == steps + 8
    # Eight steps need not be better yet, least of all Adam's first ones on a trained network, but broken moments are far worse.
    ok = ok and after < 1.5 * before + 0.5
    detail = f"step {stood} to {now}, loss {before:.3f} to {after:.3f}"
    verdict(network, format, f"{judge}: {library.__name__} trains on", ok, detail)


for network in networks:
    for library, format in ((keras, "keras"), (keras, "keras-h5"), (tf_keras, "keras-h5")):
        has_attention = any(layer.startswith("multi_head_attention") for layer in network.manifest["layers"])
        if library is tf_keras and has_attention:
            continue  # its older form of a call with two inputs is not Keras 3's
        model = load(library, network, format)
        if model is None:
            continue
        name = f"{judge}: {library.__name__}"
        compare(network, format, name, model.predict(network.pixels(1000), verbose=0))
        expected = network.manifest["parameters"]
        if model.count_params() != expected:
            verdict(network, format, name, False, f"{model.count_params()} parameters, not {expected}")
        trains_on(library, network, format, model)
