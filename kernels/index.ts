export { activate, activationGradient } from './activation';
export { attention, attentionGradient } from './attention';
export { batchWeightGradient, packBatchRows } from './batch-gradient';
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
export { convPoolForward } from './conv-pool';
export { convPoolGradient } from './conv-pool-gradient';
export { depthwiseForward, depthwiseInputGradient, depthwiseWeightGradient } from './depthwise';
export { addTable } from './embedding';
export { widenExtent } from './extent';
export { gemmForward } from './gemm';
export { addColumnSums, gemmInputGradient, gemmWeightGradient } from './gemm-gradient';
export { gemmHybrid, quantizeRows } from './hybrid';
export {
  clear,
  cropImages,
  joinImages,
  padImages,
  scalePixels,
  splitImages,
} from './image';
export { convPoolCodes, depthwiseCodes, gemmCodes } from './int8-products';
export {
  addCodes,
  concatCodes,
  mapCodes,
  meanCodes,
  poolCodes,
  quantizePixels,
} from './int8-values';
export { layerNorm, layerNormGradient } from './layer-norm';
export { softenedDivergence, softmaxCrossEntropy, squaredDistance } from './loss';
export { addGaussianNoise, dropout, dropoutChannels } from './noise';
export { adam, momentum, rmsprop, sgd } from './optim';
export {
  addPackedColumns,
  packColumns,
  packPanels,
  packTransposedPanels,
} from './pack';
export { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './pool';
export {
  gruStep,
  gruStepGradient,
  lstmStep,
  lstmStepGradient,
  simpleRnnStep,
  simpleRnnStepGradient,
} from './recurrent';
export { packSparse, sparseForward } from './sparse';
export { copy, sum } from './sum';
export { packWinograd, winogradPoolForward } from './winograd';
