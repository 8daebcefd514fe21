import type { Definitions } from './definitions.ts';
import { callLines } from './lines.ts';
import { optimizerCall } from './optimizers.ts';
import type { ProgramKind } from './program-parts.ts';
import { trainText } from './train-text.ts';
import { type Stage, type Wish, type Wishes, wishesOf } from './wishes.ts';

/** Wishes that are arguments of `train`, in its order; those that are not `isOwn` only where stages differ in them. */
const asArguments = [
  { wish: 'batchSize', name: 'batch_size', none: 'BATCH_SIZE', isOwn: false },
  { wish: 'augment', name: 'augment', none: 'None', isOwn: false },
  { wish: 'penalty', name: 'penalty', none: 'None', isOwn: false },
  { wish: 'schedule', name: 'schedule', none: 'None', isOwn: true },
  { wish: 'patience', name: 'patience', none: '0', isOwn: false },
  { wish: 'teacher', name: 'teacher', none: 'None', isOwn: true },
  { wish: 'afterStep', name: 'after_step', none: 'None', isOwn: true },
] as const satisfies readonly { readonly wish: Wish; [key: string]: unknown }[];

/** The trainings of a program: their calls, and the one function that serves them all and does nothing that none wants. */
export class Training {
  readonly #definitions: Definitions;
  readonly #kind: ProgramKind;
  readonly #batchSize: number;
  readonly #wishes: Wishes[] = [];

  constructor(definitions: Definitions, kind: ProgramKind, batchSize: number) {
    this.#definitions = definitions;
    this.#kind = kind;
    this.#batchSize = batchSize;
  }

  /** Adds a stage; what gives its lines, once all stages are known. */
  add(stage: Stage): () => readonly string[] {
    const wishes = wishesOf(stage, this.#definitions, this.#batchSize);
    this.#wishes.push(wishes);
    return () => this.#callOf(stage, wishes);
  }

  /** The text of `train`, once all stages are known; null without any. */
  get text(): string | null {
    if (this.#wishes.length === 0) return null;
    const parameters = this.#arguments().map(({ wish, name, none }) =>
      this.#isAlways(wish) ? name : `${name}=${none}`,
    );
    return trainText({
      isDistributed: this.#kind === 'distributed',
      // Those without a default come first.
      parameters: parameters.toSorted((a, b) => Number(a.includes('=')) - Number(b.includes('='))),
      common: (wish) => this.#common(wish),
      isUsed: (wish) => this.#isUsed(wish),
      isAlways: (wish) => this.#isAlways(wish),
    });
  }

  /** The one value of all stages; undefined where they differ, and `train` has a parameter for it. */
  #common(wish: Wish): string | null | undefined {
    const values = new Set(this.#wishes.map((wishes) => wishes[wish]));
    return values.size === 1 ? [...values][0] : undefined;
  }

  #isUsed(wish: Wish): boolean {
    return this.#wishes.some((wishes) => wishes[wish] !== null);
  }

  #isAlways(wish: Wish): boolean {
    return this.#wishes.every((wishes) => wishes[wish] !== null);
  }

  #arguments() {
    return asArguments.filter(({ wish, isOwn }) =>
      isOwn ? this.#isUsed(wish) : this.#common(wish) === undefined,
    );
  }

  #callOf(stage: Stage, wishes: Wishes): readonly string[] {
    const { model, setup, epochs = String(setup.epochs), trainSet = 'train_set' } = stage;
    const learningRate = stage.learningRate ?? String(setup.learningRate);
    const optimizer = optimizerCall({ model, learningRate }, stage, this.#definitions);
    const steps = stepCount(epochs, trainSet, wishes.batchSize ?? 'BATCH_SIZE');
    const schedule = wishes.schedule && `${wishes.schedule}(optimizer, steps=${steps})`;
    const values = { ...wishes, schedule };
    const named = this.#arguments().flatMap(({ wish, name }) =>
      values[wish] === null ? [] : [`${name}=${values[wish]}`],
    );
    const all = [model, 'optimizer', trainSet, 'validation_set', `epochs=${epochs}`, ...named];
    return [`optimizer = ${optimizer}`, ...callLines('train(', all)];
  }
}

/** The number of optimizer steps, as Python. */
export const stepCount = (epochs: string, trainSet: string, batchSize: string): string =>
  `${epochs === '1' ? '' : `${epochs} * `}math.ceil(len(${trainSet}) / ${batchSize})`;
