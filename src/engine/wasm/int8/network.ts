import { type IntegerNetwork, integerNetwork } from '../../../compression/quantize/int8.ts';
import { mnistClasses } from '../../../core/shape.ts';
import type { StoredModel } from '../../../core/stored-model.ts';
import type { Batch, BuildOptions, Network, StepMetrics, TrainingState } from '../../runtime.ts';
import type { Crew } from '../crew.ts';
import { instantiate } from '../kernels.ts';
import { imageBytes } from '../layout.ts';
import { createMemory } from '../memory.ts';
import { createControl, type DoPiece, type Lead, lead, type Order } from '../threads.ts';
import { work } from '../work.ts';
import { type IntegerPlan, planIntegers } from './plan.ts';

type IntegerOptions = BuildOptions & { readonly integers: StoredModel };

/** An int8 model that answers in whole numbers; it cannot be trained. */
export class WasmIntegerNetwork implements Network {
  readonly memoryBytes: number;
  readonly activationBytes: number;
  readonly threads: number;
  readonly #plan: IntegerPlan;
  readonly #memory: WebAssembly.Memory;
  readonly #doPiece: DoPiece;
  readonly #lead: Lead | null;
  readonly #state: TrainingState;
  readonly #output: IntegerNetwork['output'];

  /** @param crew who helps where the network is `threaded`. @throws EngineError `out-of-memory`. */
  constructor(module: WebAssembly.Module, options: IntegerOptions, crew: Crew | null = null) {
    const { integers, state } = options;
    const helpers = options.threaded && crew ? crew.size : 0;
    this.threads = 1 + helpers;
    this.#state = state;
    this.#output = integerNetwork(integers).output;
    this.#plan = planIntegers(integers, { thread: 0, threads: this.threads });
    this.activationBytes = this.#plan.activationBytes;
    this.#memory = createMemory(this.#plan.totalBytes, crew !== null);
    this.memoryBytes = this.#memory.buffer.byteLength;
    this.#doPiece = this.#plan.bind(instantiate(module, this.#memory), this.#memory);
    for (const [address, words] of this.#plan.tables)
      new Uint32Array(this.#memory.buffer, address).set(words());
    this.#lead = helpers > 0 && crew ? this.#gather(options, crew) : null;
  }

  trainStep(): void {
    throw new Error('A network of whole numbers cannot be trained');
  }

  takeStepMetrics(): StepMetrics {
    return { losses: new Float32Array(0), accuracies: new Float32Array(0) };
  }

  forward(batch: Batch): Float32Array {
    const { scale } = this.#output;
    return Float32Array.from(this.#answer(batch), (code) => code * scale);
  }

  /** The logits' codes with their zero point, `[rows × 10]`: what TFLite's interpreter gives. */
  codes(batch: Batch): Int8Array {
    const { zeroPoint } = this.#output;
    return Int8Array.from(this.#answer(batch), (code) => code + zeroPoint);
  }

  readState(): TrainingState {
    return this.#state;
  }

  /** The memory goes when the last reference to this network does. */
  dispose(): void {
    this.#lead?.end();
  }

  #gather({ architecture, pixelRange, integers }: IntegerOptions, crew: Crew): Lead {
    const control = createControl();
    const options = { architecture, pixelRange, integers };
    crew.enlist({ memory: this.#memory, control, options, threads: this.threads });
    return lead(control, this.#doPiece);
  }

  /** Codes less their zero point. */
  #answer({ set, indices }: Batch): Int16Array {
    const { tileRows, stagedRows, pixels, answers } = this.#plan;
    const bytes = new Uint8Array(this.#memory.buffer);
    const logits = new Int16Array(indices.length * mnistClasses);
    for (let from = 0; from < indices.length; from += stagedRows) {
      const rows = Math.min(stagedRows, indices.length - from);
      for (let i = 0; i < rows; i++) {
        const first = (indices[from + i] ?? 0) * imageBytes;
        bytes.set(set.images.subarray(first, first + imageBytes), pixels + i * imageBytes);
      }
      this.#run({ kind: work.answer, index: 0, rows, step: 0, learningRate: 0 }, tileRows);
      const codes = new Int16Array(this.#memory.buffer, answers, rows * mnistClasses);
      logits.set(codes, from * mnistClasses);
    }
    return logits;
  }

  #run(order: Order, tileRows: number): void {
    const pieces = Math.ceil(order.rows / tileRows);
    if (this.#lead !== null && pieces > 1) this.#lead.run(order, pieces);
    else for (let piece = 0; piece < pieces; piece++) this.#doPiece(order, piece);
  }
}
