export { activate, activationGradient } from './activation';
export {
  addGradientMoments,
  addMoments,
  finishGradientMoments,
  finishMoments,
  inverseDeviations,
  normalize,
  normalizeGradient,
  scaleGradient,
} from './batch-norm';
export {
  addPackedColumns,
  convPoolForward,
  convPoolGradient,
  packColumns,
} from './conv-pool';
export { depthwiseForward, depthwiseInputGradient, depthwiseWeightGradient } from './depthwise';
export { dropout } from './dropout';
export {
  addColumnSums,
  gemmForward,
  gemmInputGradient,
  gemmWeightGradient,
  packPanels,
  packTransposedPanels,
} from './gemm';
export { clear, cropImages, padImages, scalePixels } from './image';
export { softmaxCrossEntropy } from './loss';
export { adam, momentum, rmsprop, sgd } from './optim';
export { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './pool';
