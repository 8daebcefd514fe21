import type { TrainControl } from '../../protocol/jobs.ts';
import type { Mailbox } from '../mailbox.ts';

interface Start {
  readonly learningRate: number;
  /** Pause after the first step. */
  readonly startPaused: boolean;
}

/** What a training loop has been told so far. */
export class TrainCommands {
  learningRate: number;
  isStopped = false;
  readonly #controls: Mailbox<TrainControl>;
  #isPaused: boolean;
  /** Steps that may be taken although it is paused. */
  #singleSteps: number;

  constructor(controls: Mailbox<TrainControl>, { learningRate, startPaused }: Start) {
    this.#controls = controls;
    this.learningRate = learningRate;
    this.#isPaused = startPaused;
    this.#singleSteps = startPaused ? 1 : 0;
  }

  /** Paused or stepping singly: look for commands before every step. */
  get isAttentive(): boolean {
    return this.#isPaused;
  }

  /** Whether no step may be taken now. */
  get isHeld(): boolean {
    return this.#isPaused && this.#singleSteps === 0;
  }

  countStep(): void {
    if (this.#isPaused) this.#singleSteps = Math.max(0, this.#singleSteps - 1);
  }

  /** Resolves when something has been said that was not yet obeyed. */
  arrival(signal: AbortSignal): Promise<void> {
    return this.#controls.arrival(signal);
  }

  /** Obeys all that has been said. */
  obey(): void {
    for (let next = this.#controls.take(); next !== undefined; next = this.#controls.take())
      this.#obeyOne(next);
  }

  #obeyOne(control: TrainControl): void {
    switch (control.action) {
      case 'pause':
        this.#isPaused = true;
        return;
      case 'resume':
        this.#isPaused = false;
        this.#singleSteps = 0;
        return;
      case 'stepOnce':
        this.#isPaused = true;
        this.#singleSteps++;
        return;
      case 'stop':
        this.isStopped = true;
        return;
      case 'setLearningRate':
        this.learningRate = control.learningRate;
        return;
      default:
        control satisfies never;
    }
  }
}
