import type { TechniqueParams } from '../core/techniques/index.ts';
import type { TensorFacts } from '../core/weight-facts.ts';
import type { QuantizationReport } from '../protocol/quantization-report.ts';
import { type AskOptions, engine } from './engine.ts';

/**
 * What a run's weights look like, tensor by tensor, its kernels also as pictures.
 * @throws EngineError
 */
export async function inspectWeights(modelId: string): Promise<readonly TensorFacts[]> {
  const { tensors } = await engine().run('inspectModel', { modelId, pictures: true });
  return tensors;
}

/**
 * What quantizing a float run does to each tensor, and to the accuracy when only one layer is quantized.
 * @throws EngineError
 */
export const inspectQuantization = (
  modelId: string,
  params: TechniqueParams<'quantize'>,
  { signal, onProgress }: AskOptions,
): Promise<QuantizationReport> =>
  engine().run(
    'inspectQuantization',
    { modelId, params },
    { signal, onProgress: ({ done }) => onProgress(done) },
  );
