import { inspectAdapters } from './adapters.ts';
import type { Engine } from './engine.ts';
import { compareLatencyJob } from './jobs/compare-latency.ts';
import { doubleDescentJob } from './jobs/double-descent.ts';
import { exportModelJob } from './jobs/export-model.ts';
import { finishInterruptedJob } from './jobs/finish-interrupted.ts';
import { importModelJob } from './jobs/import-model.ts';
import { inspectModelJob } from './jobs/inspect-model.ts';
import { inspectQuantizationJob } from './jobs/inspect-quantization.ts';
import { loadDataJob } from './jobs/load-data.ts';
import { measureLatencyJob, quickLatencyJob } from './jobs/measure-latency.ts';
import { measureSparsityJob } from './jobs/measure-sparsity.ts';
import { naiveDistillationJob } from './jobs/naive-distillation.ts';
import { predictJob } from './jobs/predict.ts';
import { previewAugmentationJob } from './jobs/preview-augmentation.ts';
import { readImagesJob } from './jobs/read-images.ts';
import { storeRunJob } from './jobs/store-run.ts';
import { trainJob } from './jobs/train.ts';
import { tryDevicesJob } from './jobs/try-devices.ts';
import type { Handlers } from './serve.ts';

/** One line a job. */
export const engineHandlers = (engine: Engine): Handlers => ({
  loadData: loadDataJob(engine),
  train: trainJob(engine),
  finishInterrupted: finishInterruptedJob(engine),
  measureLatency: measureLatencyJob(engine),
  compareLatency: compareLatencyJob(engine),
  quickLatency: quickLatencyJob(engine),
  predict: predictJob(engine),
  readImages: readImagesJob(engine),
  previewAugmentation: previewAugmentationJob(engine),
  exportModel: exportModelJob(engine),
  storeRun: storeRunJob(engine),
  importModel: importModelJob(engine),
  inspectModel: inspectModelJob(engine),
  measureSparsity: measureSparsityJob(engine),
  naiveDistillation: naiveDistillationJob(engine),
  inspectQuantization: inspectQuantizationJob(engine),
  doubleDescent: doubleDescentJob(engine),
  inspectAdapters,
  tryDevices: tryDevicesJob(engine),
});
