// The parts of src/core that the benchmark needs in Node.
import { runnerImport } from 'vite';

export const load = async (path) => (await runnerImport(path)).module;

export const { presets } = await load('./src/core/presets.ts');
export const { summarize } = await load('./src/core/summary.ts');
export const { initialWeights } = await load('./src/core/initialize.ts');
export const { createLayer } = await load('./src/core/layers/index.ts');
export const { memoryProblem } = await load('./src/core/memory.ts');
