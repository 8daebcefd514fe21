/**
 * Dense floating-point operations of one image: twice the multiply–accumulates of a network's summary. Backward takes
 * each layer's products twice, for the gradients of its weights and of its input, but for the first layer with something to
 * train, whose input needs none. The optimizer, activations, norms and pooling are left out.
 */
export function denseFlops({ layers, macs }) {
  const first = layers.findIndex(({ trainableParameters }) => trainableParameters > 0);
  const backward = layers.map((layer, index) => {
    if (first === -1 || index < first) return 0;
    const ofWeights = layer.trainableParameters > 0 ? layer.macs : 0;
    const ofInput = index > first ? layer.macs : layer.macs - inputMacs(layer);
    return ofWeights + ofInput;
  });
  const inference = 2 * macs;
  return { inference, training: inference + 2 * backward.reduce((sum, more) => sum + more, 0) };
}

/** Of a layer's MACs those that multiply its input: of a recurrent layer, not those that multiply its own output. */
function inputMacs({ macs, weights }) {
  const size = (name) =>
    weights.find((weight) => weight.name === name)?.shape.reduce((a, b) => a * b, 1) ?? 0;
  const recurrent = size('recurrent_kernel');
  return recurrent === 0 ? macs : (macs * size('kernel')) / (size('kernel') + recurrent);
}
