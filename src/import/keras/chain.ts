import { accepts, type FieldValue, type Params } from '../../core/fields.ts';
import { projectionStride } from '../../core/layers/add.ts';
import { definitionOf, type LayerKind } from '../../core/layers/index.ts';
import { maxLayers } from '../../core/recipe.ts';
import { formatShape, isImage, type Shape } from '../../core/shape.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { type ForeignLayer, named } from '../foreign.ts';
import { shown } from '../json.ts';
import { refuse } from '../refusal.ts';
import { Config } from './config.ts';
import type { Draft } from './draft.ts';
import type { Graph } from './graph.ts';
import { mapLayer } from './layers.ts';
import { asPatches } from './patches.ts';
import { rangeOf } from './pixels.ts';

const inputShape: Shape = [28, 28, 1];
const isSame = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((side, axis) => side === b[axis]);

/** Builds our list of layers along the line of a file's layers. Views wait until a layer needs their shape. */
export class Chain {
  readonly #drafts: Draft[] = [];
  /** What each of our layers takes. */
  readonly #inputs: Shape[] = [];
  /** Which of our layers takes a value of the file, by the name of the layer that gives it. */
  readonly #takenBy = new Map<string, number>();
  readonly #notes: string[];
  /** The value that the line has come to. */
  #value: string;
  /** Its shape in the file, and here. */
  #shape: Shape;
  #ownShape: Shape = inputShape;
  #view: ForeignLayer | null = null;
  #pixelRange: TrainingSetup['pixelRange'] | null = null;

  constructor(graph: Graph, notes: string[]) {
    this.#notes = notes;
    this.#value = graph.input;
    this.#shape = graph.inputShape;
  }

  get value(): string {
    return this.#value;
  }

  get drafts(): readonly Draft[] {
    return this.#drafts;
  }

  /** What the file says of its pixels; null where it says nothing. */
  get pixelRange(): TrainingSetup['pixelRange'] | null {
    return this.#pixelRange;
  }

  /** Whether a layer of the list takes this value: an Add may then reach it. */
  isTaken(value: string | undefined): boolean {
    return value !== undefined && this.#takenBy.has(value);
  }

  /** Goes on along a layer of one input. */
  take(foreign: ForeignLayer): void {
    if (foreign.className === 'Rescaling') this.#rescale(foreign);
    else {
      const mapped = mapLayer(new Config(foreign, this.#notes), this.#shape);
      if (mapped.is === 'layer')
        this.#put(mapped.kind, mapped.params as Params, { sources: [foreign] }); // the kind's own fields
      else if (mapped.is === 'view') {
        this.#shape = mapped.shape;
        this.#view = foreign;
      }
    }
    this.#value = foreign.name;
  }

  /** A layer of ours that stands for several. `value` is what the last of them gives. */
  put(kind: LayerKind, params: Params, place: { sources: readonly ForeignLayer[]; value: string }) {
    this.#put(kind, params, place);
    this.#value = place.value;
  }

  /** Takes the last layer of the list off again, to put another in its place. */
  takeBack(): Draft | null {
    const last = this.#drafts.pop() ?? null;
    const input = this.#inputs.pop();
    if (input !== undefined) [this.#shape, this.#ownShape] = [input, input];
    return last;
  }

  /** An Add with a value from above, as it is or through a projection. */
  add(foreign: ForeignLayer, skip: { value: string; projection: ForeignLayer | null }): void {
    this.#makeView();
    const from = this.#takenBy.get(skip.value);
    const source = this.#inputs[from ?? -1];
    if (from === undefined || source === undefined)
      refuse(`${named(foreign)} adds what no layer above it takes as it is`);
    const { projection } = skip;
    const span = this.#drafts.length - from;
    if (projection === null)
      this.#put('add', { span, shortcut: 'identity' }, { sources: [], skip: source });
    else {
      const config = new Config(projection, this.#notes);
      config.channelsLast();
      const stride = projectionStride(source, this.#ownShape);
      if (projection.className === 'Conv2D') config.must('strides', ...strides(config, stride));
      const trained = config.trained();
      this.#put(
        'add',
        { span, shortcut: 'projection', ...trained },
        { sources: [projection], skip: source },
      );
    }
    this.#value = foreign.name;
  }

  #rescale(foreign: ForeignLayer): void {
    if (this.#drafts.length > 0 || this.#pixelRange !== null)
      refuse(`${named(foreign)} stands inside the network: only pixels are rescaled here`);
    this.#pixelRange = rangeOf(new Config(foreign, this.#notes));
  }

  #put(
    kind: LayerKind,
    given: Params,
    { sources, skip = null }: { sources: readonly ForeignLayer[]; skip?: Shape | null },
  ): void {
    this.#makeView();
    const definition = definitionOf(kind);
    const [first] = sources;
    const label = first === undefined ? definition.label : named(first);
    const params = paramsOf(kind, given, label);
    const shapes = (skip && definition.lookBack?.withSkip(skip)) ?? definition;
    const output = shapes.outputShape(params, this.#ownShape);
    if (!output.ok) refuse(`${label}: ${output.problem.message}`);
    if (this.#drafts.length >= maxLayers)
      refuse(`The network has more than ${maxLayers} layers, which is all that fit here`);
    this.#takenBy.set(this.#value, this.#drafts.length);
    this.#inputs.push(this.#ownShape);
    this.#drafts.push({ kind, params, sources });
    [this.#shape, this.#ownShape] = [output.shape, output.shape];
  }

  /** Makes the list give what the file's views say. */
  #makeView(): void {
    const [wanted, own] = [this.#shape, this.#ownShape];
    if (isSame(wanted, own)) return;
    const patches = asPatches(this.#drafts.at(-1), { wanted, own });
    if (patches !== null) {
      this.#drafts[this.#drafts.length - 1] = patches;
      this.#ownShape = wanted;
    } else if (wanted.length === 1 && own.length > 1) this.#putView('flatten', wanted);
    else if (isImage(own) && isSame(wanted, [own[0], own[1] * own[2]]))
      this.#putView('reshape', wanted);
    else
      refuse(
        `${this.#view === null ? 'The input' : named(this.#view)} makes ${formatShape(wanted)} of ${formatShape(own)}: read are rows of an image as a sequence, patches after a convolution that cuts them, and a flat list`,
      );
  }

  #putView(kind: 'flatten' | 'reshape', shape: Shape): void {
    this.#inputs.push(this.#ownShape);
    this.#drafts.push({ kind, params: {}, sources: [] });
    this.#ownShape = shape;
  }
}

const strides = (config: Config, stride: number | null): readonly unknown[] => {
  const given = config.square('strides', 1);
  return given === stride ? [config.get('strides')] : [stride ?? 1];
};

/** All params of a layer, each as its field allows. @throws Refusal */
function paramsOf(kind: LayerKind, given: Params, label: string): Params {
  const { fields } = definitionOf(kind);
  const params: Record<string, FieldValue> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name] ?? field.default;
    if (!accepts(field, value)) {
      const bounds = 'min' in field ? `${field.min} to ${field.max}` : 'another';
      return refuse(`${label}: ${field.label.toLowerCase()} is ${shown(value)}, here ${bounds}`);
    }
    params[name] = value;
  }
  return params;
}
