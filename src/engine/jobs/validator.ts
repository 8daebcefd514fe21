import type { ValidationPoint } from '../../core/run.ts';
import { mnistClasses } from '../../core/shape.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { roundsOfClasses, stratifiedSample } from '../../datasets/sample.ts';
import type { Network } from '../runtime.ts';
import { answersOf, firstRows, forwardAll, labelsOf, scoreOf } from './evaluate.ts';

const sampleSize = 500;
const stripPerClass = 2;
/** Samples an epoch; the last is the whole set at its end. */
const samplesPerEpoch = 10;
/** The most that samples may take of the time spent so far. */
const sampleShare = 0.05;
/** The strip may take a tenth of the time, and is answered at most this often. */
const stripEveryMs = 100;
const stripCostFactor = 10;

/** The twenty validation digits of the strip, two of each class. */
export const stripRows = (labels: Uint8Array): Uint32Array =>
  roundsOfClasses(labels, stripPerClass, mnistClasses);

/** Asks a network about validation images: a fixed sample, the whole set, and the strip. */
export class Validator {
  readonly #network: Network;
  readonly #set: Dataset['validation'];
  readonly #sample: Uint32Array;
  readonly #strip: Uint32Array;
  #sampleSeconds = 0;
  #lastSampleSeconds = 0;
  #stripAtMs = Number.NEGATIVE_INFINITY;
  #stripCostMs = 0;

  constructor(network: Network, set: Dataset['validation']) {
    this.#network = network;
    this.#set = set;
    this.#sample = stratifiedSample(set.labels, sampleSize, mnistClasses);
    this.#strip = stripRows(set.labels);
  }

  /** Whether a sample falls due after `step` of an epoch's `steps`, from 1, and is not too dear at `seconds` so far. */
  isSampleDue(step: number, steps: number, seconds: number): boolean {
    const tenth = (count: number) => Math.floor((count * samplesPerEpoch) / steps);
    if (step >= steps || tenth(step) === tenth(step - 1)) return false;
    return this.#sampleSeconds + this.#lastSampleSeconds <= sampleShare * seconds;
  }

  /** The fixed stratified 500. */
  async sample(step: number, signal: AbortSignal): Promise<ValidationPoint> {
    const startedMs = performance.now();
    const point = await this.#score(this.#sample, step, signal);
    this.#lastSampleSeconds = (performance.now() - startedMs) / 1000;
    this.#sampleSeconds += this.#lastSampleSeconds;
    return point;
  }

  /** All 5,000. */
  whole(step: number, signal: AbortSignal): Promise<ValidationPoint> {
    return this.#score(firstRows(this.#set.count), step, signal);
  }

  /** The answers to the strip's digits; null when it was asked too recently. */
  async stripAnswers(): Promise<readonly number[] | null> {
    const startedMs = performance.now();
    const pauseMs = Math.max(stripEveryMs, stripCostFactor * this.#stripCostMs);
    if (startedMs - this.#stripAtMs < pauseMs) return null;
    const logits = await this.#network.forward({ set: this.#set, indices: this.#strip });
    this.#stripAtMs = startedMs;
    this.#stripCostMs = performance.now() - startedMs;
    return answersOf(logits);
  }

  async #score(indices: Uint32Array, step: number, signal: AbortSignal): Promise<ValidationPoint> {
    const logits = await forwardAll(this.#network, { set: this.#set, indices }, signal);
    return { step, ...scoreOf(logits, labelsOf(this.#set.labels, indices)) };
  }
}
