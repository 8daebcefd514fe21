import { type ActivationName, leakyReluSlope } from '../../core/layer.ts';
import { type Site, scalar } from './site.ts';

/** Keras' activations. GELU is the exact one, in parts: ONNX has it as one from opset 20 on. */
export function activated(site: Site, x: string, activation: ActivationName): string {
  const { graph } = site;
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return graph.node('Relu', [x]);
    case 'leaky_relu':
      return graph.node('LeakyRelu', [x], { alpha: { float: leakyReluSlope } });
    case 'elu':
      return graph.node('Elu', [x], { alpha: { float: 1 } });
    case 'sigmoid':
      return graph.node('Sigmoid', [x]);
    case 'tanh':
      return graph.node('Tanh', [x]);
    case 'gelu': {
      const scaled = graph.node('Div', [x, scalar(site, 'root_2', Math.SQRT2)]);
      const share = graph.node('Add', [graph.node('Erf', [scaled]), scalar(site, 'one', 1)]);
      return graph.node('Mul', [graph.node('Mul', [x, share]), scalar(site, 'half', 0.5)]);
    }
    default:
      return activation satisfies never;
  }
}
