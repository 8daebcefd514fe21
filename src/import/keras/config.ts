import {
  type ActivationName,
  activations,
  type Initializer,
  initializers,
  leakyReluSlope,
} from '../../core/layer.ts';
import { type ForeignLayer, named } from '../foreign.ts';
import { isObject, shown } from '../json.ts';
import { refuse } from '../refusal.ts';

/** Softmax is the loss's here: at the network's end it is left out. */
const softmaxes = ['softmax', 'log_softmax', 'Softmax', 'LogSoftmax'];

/** Reads a layer's settings; what no layer here has is refused by the field's name. */
export class Config {
  readonly layer: ForeignLayer;
  /** Harmless differences, in words. */
  readonly notes: string[];

  constructor(layer: ForeignLayer, notes: string[]) {
    this.layer = layer;
    this.notes = notes;
  }

  get(field: string): unknown {
    const { config } = this.layer;
    return Object.hasOwn(config, field) ? config[field] : undefined;
  }

  refuse(field: string, expected: string): never {
    return refuse(
      `${named(this.layer)} has ${field} ${shown(this.get(field))}: here it must be ${expected}`,
    );
  }

  note(words: string): void {
    this.notes.push(`${named(this.layer)}: ${words}`);
  }

  /** Refuses any value but these; a field that is not there is as these. */
  must(field: string, ...allowed: readonly unknown[]): void {
    const value = this.get(field);
    if (value === undefined || value === null || allowed.includes(value)) return;
    this.refuse(field, allowed.map(shown).join(' or '));
  }

  flag(field: string, absent: boolean): boolean {
    const value = this.get(field) ?? absent;
    return typeof value === 'boolean' ? value : this.refuse(field, 'true or false');
  }

  number(field: string, absent?: number): number {
    const value = this.get(field) ?? absent;
    return typeof value === 'number' ? value : this.refuse(field, 'a number');
  }

  text(field: string, absent: string): string {
    const value = this.get(field) ?? absent;
    return typeof value === 'string' ? value : this.refuse(field, 'a word');
  }

  /** `3` or `[3, 3]`. */
  square(field: string, absent?: number): number {
    const value = this.get(field) ?? absent;
    if (typeof value === 'number') return value;
    if (Array.isArray(value) && value.length === 2 && typeof value[0] === 'number')
      if (value[0] === value[1]) return value[0];
    return this.refuse(field, 'the same in height and width');
  }

  /** Only channels last: weights and answers of the other order are others. */
  channelsLast(): void {
    this.must('data_format', 'channels_last');
  }

  activation(field = 'activation', absent = 'linear'): ActivationName {
    const name = this.activationName(field) ?? absent;
    const known = activations.find((candidate) => candidate === name);
    return known ?? this.refuse(field, `one of ${activations.join(', ')}`);
  }

  /** As Keras 3 calls it; null where there is none. */
  activationName(field: string): string | null {
    const value = this.get(field);
    if (value === undefined || value === null) return null;
    if (typeof value === 'string') return value;
    const { class_name: kind, config } = isObject(value) ? value : {};
    if (kind === 'function' && typeof config === 'string') return config;
    if (typeof kind !== 'string') return this.refuse(field, 'a name');
    if (softmaxes.includes(kind)) return kind;
    const inner = new Config({ ...this.layer, config: isObject(config) ? config : {} }, this.notes);
    return inner.activationOf(kind) ?? kind;
  }

  /** The activation that a layer of this class and these settings is; null where the class is none. */
  activationOf(kind: string): ActivationName | null {
    if (kind === 'ReLU') return this.#relu();
    if (kind === 'LeakyReLU') return this.#leakyRelu();
    if (kind !== 'ELU') return null;
    this.must('alpha', 1);
    return 'elu';
  }

  #relu(): ActivationName {
    this.must('max_value', null);
    this.must('threshold', 0);
    const slope = this.number('negative_slope', 0);
    if (slope !== 0 && slope !== leakyReluSlope)
      this.refuse('negative_slope', `0 or ${leakyReluSlope}`);
    return slope === 0 ? 'relu' : 'leaky_relu';
  }

  /** Keras 2 calls its slope alpha, and both keep it as a float32. */
  #leakyRelu(): ActivationName {
    const field = this.get('alpha') === undefined ? 'negative_slope' : 'alpha';
    const slope = this.number(field, 0.3);
    if (Math.abs(slope - leakyReluSlope) > 1e-6) this.refuse(field, `${leakyReluSlope}`);
    return 'leaky_relu';
  }

  isSoftmax(field: string): boolean {
    return softmaxes.includes(this.activationName(field) ?? '');
  }

  /** λ of Keras' L2, which only matters to further training. */
  l2(field: string): number {
    const value = this.get(field);
    if (!isObject(value) || !isObject(value['config'])) return 0;
    const { l2, l1 } = value['config'];
    if (typeof l1 === 'number' && l1 !== 0) this.note('its L1 penalty is not kept');
    return typeof l2 === 'number' && l2 >= 0 && l2 <= 1 ? l2 : 0;
  }

  /** How it was drawn, which only matters to a new start. */
  initializer(field: string): Initializer & (typeof initializers)[number] {
    const value = this.get(field);
    const kind = isObject(value) ? value['class_name'] : value;
    const name = typeof kind === 'string' ? kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_') : '';
    const known = initializers.find((candidate) => candidate === name.toLowerCase());
    return known ?? 'glorot_uniform';
  }

  /** What all layers with a kernel carry here. */
  kernel(name = 'kernel') {
    return {
      activation: this.activation(),
      useBias: this.flag('use_bias', true),
      ...this.trained(name),
    };
  }

  trained(name = 'kernel') {
    return {
      l2: this.l2(`${name}_regularizer`),
      initializer: this.initializer(`${name}_initializer`),
      frozen: this.frozen,
    };
  }

  get frozen(): boolean {
    return !this.flag('trainable', true);
  }
}
