type Kernel<Args extends readonly string[]> = (...args: { [K in keyof Args]: number }) => void;

type Window = [
  'height',
  'width',
  'channels',
  'outHeight',
  'outWidth',
  'size',
  'stride',
  'top',
  'left',
];
type Padding = ['height', 'width', 'channels', 'top', 'left', 'paddedHeight', 'paddedWidth'];
type Rows = ['offsets', 'positions', 'segments', 'segmentStride', 'segmentLength'];
type PooledRows = [
  ...['offsets', 'positions', 'columnStep', 'rowStep'],
  ...['segments', 'segmentStride', 'segmentLength'],
];
type RecurrentStep = ['rows', 'units', 'gates', 'gatesBytes'];
type Output = ['stateBytes', 'y', 'yBytes'];
type OutputGradient = ['dy', 'dyBytes', 'dh'];
type Taps = ['offsets', 'positions', 'tapOffsets', 'taps', 'channels'];
type Norm = ['positions', 'channels', 'mean', 'inverse', 'gamma', 'beta', 'floor'];
type Heads = ['images', 'steps', 'heads', 'size'];
type CodeRows = ['segments', 'segmentCount', 'pairs', 'panels'];
type Bounds = ['low', 'high'];
type Update = ['w', 'g', 'stride', 'accumulators', 'count', 'l2'];

/** What kernels/index.ts exports. Arguments are byte addresses and counts; each kernel's doc says which. */
export interface Kernels {
  activate: Kernel<['kind', 'x', 'y', 'count']>;
  activationGradient: Kernel<['kind', 'saved', 'dy', 'dx', 'count']>;
  adam: Kernel<[...Update, 'm', 'v', 'rate', 'beta1', 'beta2', 'epsilon', 'decay']>;
  addCodes: Kernel<
    [
      ...['a', 'b', 'y', 'count', 'aMultiplier', 'aShift', 'bMultiplier', 'bShift'],
      ...['multiplier', 'shift', ...Bounds],
    ]
  >;
  addColumnSums: Kernel<['values', 'rows', 'columns', 'sums']>;
  addGaussianNoise: Kernel<['x', 'y', 'count', 'first', 'seed', 'stream', 'unit']>;
  addGradientMoments: Kernel<['dy', 'x', ...Norm, 'slot']>;
  addMoments: Kernel<['x', 'positions', 'channels', 'slot']>;
  addPackedColumns: Kernel<['packed', 'segments', 'segmentLength', 'columns', 'w']>;
  addTable: Kernel<['x', 'table', 'y', 'images', 'count']>;
  attention: Kernel<['q', 'k', 'v', 'y', ...Heads, 'scratch']>;
  attentionGradient: Kernel<['q', 'k', 'v', 'dy', 'dq', 'dk', 'dv', ...Heads, 'scratch']>;
  averagePool: Kernel<['x', 'y', 'images', ...Window]>;
  averagePoolGradient: Kernel<['dy', 'dx', 'images', ...Window]>;
  batchWeightGradient: Kernel<['x', 'dy', 'batchRows', 'dw', 'rows', 'columns']>;
  clear: Kernel<['target', 'bytes']>;
  concatCodes: Kernel<['a', 'b', 'y', 'pixels', 'channels']>;
  convPoolCodes: Kernel<
    [
      ...['x', 'offsets', 'positions', 'columnStep', 'rowStep', ...CodeRows],
      ...['factors', 'y', 'columns', 'block', ...Bounds, 'sums'],
    ]
  >;
  convPoolForward: Kernel<
    ['x', ...PooledRows, 'panels', 'bias', 'y', 'winners', 'columns', 'block', 'floor']
  >;
  convPoolGradient: Kernel<
    [
      ...['images', 'x', 'imageBytes', ...PooledRows],
      ...['dy', 'winners', 'columns', 'lists', 'dbias', 'dw', 'w', 'dx'],
    ]
  >;
  copy: Kernel<['a', 'y', 'bytes']>;
  cropImages: Kernel<['padded', 'x', 'images', ...Padding, 'repeat']>;
  depthwiseCodes: Kernel<['x', ...Taps, 'w', 'factors', 'y', ...Bounds]>;
  depthwiseForward: Kernel<['x', ...Taps, 'w', 'bias', 'y']>;
  depthwiseInputGradient: Kernel<['dy', ...Taps, 'w', 'dx']>;
  depthwiseWeightGradient: Kernel<['x', ...Taps, 'dy', 'dw']>;
  dropout: Kernel<['x', 'y', 'count', 'first', 'seed', 'stream', 'rate', 'scale']>;
  dropoutChannels: Kernel<
    ['x', 'y', 'images', 'positions', 'channels', 'first', 'seed', 'stream', 'rate', 'scale']
  >;
  finishGradientMoments: Kernel<
    ['slots', 'slotCount', 'positions', 'channels', 'betaGradient', 'gammaGradient', 'means']
  >;
  finishMoments: Kernel<
    [
      ...['slots', 'slotCount', 'positions', 'channels', 'mean', 'inverse'],
      ...['movingMean', 'movingVariance', 'momentum', 'epsilon'],
    ]
  >;
  gemmCodes: Kernel<
    [
      ...['x', 'offsets', 'positions', ...CodeRows],
      ...['factors', 'y', 'columns', 'stride', 'block', ...Bounds, 'sums'],
    ]
  >;
  gemmForward: Kernel<['x', ...Rows, 'panels', 'bias', 'y', 'columns', 'stride', 'block', 'floor']>;
  gemmInputGradient: Kernel<
    [
      ...['dy', 'positions', 'columns', 'stride', 'panels', 'tapOffsets', 'taps', 'channels'],
      ...['dx', 'offsets', 'block'],
    ]
  >;
  gemmWeightGradient: Kernel<['x', ...Rows, 'dy', 'columns', 'stride', 'dw', 'block']>;
  gemmHybrid: Kernel<
    [
      ...['x', 'rows', 'rowBytes', 'segment', 'pairs', 'panels', 'rowScales', 'columnScales'],
      ...['bias', 'y', 'columns', 'floor', 'zeros', 'sums'],
    ]
  >;
  gruStep: Kernel<[...RecurrentStep, 'sums', 'kept', 'hBefore', 'h', ...Output]>;
  gruStepGradient: Kernel<
    [...RecurrentStep, 'kept', 'hBefore', 'stateBytes', ...OutputGradient, 'carry']
  >;
  inverseDeviations: Kernel<['variance', 'channels', 'inverse', 'epsilon']>;
  lstmStep: Kernel<[...RecurrentStep, 'sums', 'cellBefore', 'cell', 'h', ...Output]>;
  lstmStepGradient: Kernel<
    [...RecurrentStep, 'cellBefore', 'cell', 'stateBytes', ...OutputGradient, 'carry']
  >;
  layerNorm: Kernel<['x', 'y', 'rows', 'channels', 'gamma', 'beta', 'epsilon', 'statistics']>;
  layerNormGradient: Kernel<
    ['dy', 'x', 'dx', 'rows', 'channels', 'gamma', 'statistics', 'dgamma', 'dbeta']
  >;
  joinImages: Kernel<['split', 'x', 'images', ...Padding, 'groups', 'dilation']>;
  mapCodes: Kernel<['x', 'y', 'count', 'zeroPoint', 'table']>;
  maxPool: Kernel<['x', 'y', 'winners', 'images', ...Window]>;
  maxPoolGradient: Kernel<['dy', 'winners', 'dx', 'images', ...Window]>;
  meanCodes: Kernel<
    ['x', 'y', 'images', 'positions', 'channels', 'multiplier', 'shift', ...Bounds]
  >;
  momentum: Kernel<[...Update, 'v', 'rate', 'momentum']>;
  normalize: Kernel<['x', 'y', ...Norm]>;
  normalizeGradient: Kernel<['dy', 'x', 'dx', ...Norm, 'means']>;
  packBatchRows: Kernel<['values', 'rows', 'columns', 'width', 'batchRows', 'target']>;
  packColumns: Kernel<['w', 'segments', 'segmentLength', 'columns', 'packed']>;
  packPanels: Kernel<['w', 'rows', 'columns', 'stride', 'panels']>;
  packSparse: Kernel<['w', 'rows', 'columns', 'starts', 'pairs']>;
  packTransposedPanels: Kernel<['w', 'rows', 'columns', 'stride', 'panels']>;
  packWinograd: Kernel<['kernel', 'channels', 'columns', 'packed']>;
  padImages: Kernel<['x', 'padded', 'images', ...Padding, 'repeat', 'elementBytes']>;
  poolCodes: Kernel<['x', 'y', 'images', ...Window, 'isMean', 'zeroPoint']>;
  quantizePixels: Kernel<['source', 'table', 'target', 'count']>;
  quantizeRows: Kernel<['x', 'rows', 'columns', 'target', 'rowBytes', 'scales']>;
  rmsprop: Kernel<[...Update, 'v', 'rate', 'rho', 'epsilon']>;
  scaleGradient: Kernel<['dy', 'dx', 'positions', 'channels', 'inverse', 'gamma']>;
  scalePixels: Kernel<['source', 'target', 'count', 'divisor', 'shift']>;
  sgd: Kernel<[...Update, 'rate']>;
  simpleRnnStep: Kernel<[...RecurrentStep, 'sums', 'h', ...Output]>;
  simpleRnnStepGradient: Kernel<[...RecurrentStep, ...OutputGradient]>;
  softenedDivergence: Kernel<
    [
      ...['logits', 'teacher', 'rows', 'classes', 'temperature'],
      ...['scale', 'weight', 'gradient', 'lossSum'],
    ]
  >;
  softmaxCrossEntropy: Kernel<
    ['logits', 'labels', 'rows', 'classes', 'scale', 'weight', 'gradient', 'lossSum', 'correct']
  >;
  squaredDistance: Kernel<
    ['logits', 'teacher', 'rows', 'classes', 'scale', 'weight', 'gradient', 'lossSum']
  >;
  sparseForward: Kernel<
    ['x', 'rows', 'depth', 'starts', 'pairs', 'bias', 'y', 'columns', 'floor', 'scratch']
  >;
  sum: Kernel<['a', 'b', 'y', 'count']>;
  splitImages: Kernel<['x', 'split', 'images', ...Padding, 'groups', 'dilation']>;
  widenExtent: Kernel<['x', 'count', 'ends']>;
  winogradPoolForward: Kernel<
    [
      ...['x', 'offsets', 'positions', 'columnStep', 'rowStep', 'channels', 'packed', 'bias'],
      ...['y', 'winners', 'columns', 'block', 'scratch', 'floor'],
    ]
  >;
}

/** The kernels on a memory of their own. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return instance.exports as unknown as Kernels; // built from the same sources; the tests run every one
}
