import type { LayerParams } from '../../../core/layers/index.ts';
import { type SequenceShape, type Shape, sizeOf } from '../../../core/shape.ts';
import type { LayerSite, WasmLayer } from '../layer.ts';
import {
  addressOf,
  createRows,
  createScratch,
  perTile,
  type Rows,
  type Step,
  type Tile,
} from '../program.ts';
import { type ProductsPlan, planProducts, rowsOfSteps } from './products.ts';
import { tensorNamed } from './tensors.ts';

type Site = LayerSite<LayerParams<'multiHeadAttention'>>;
/** Of queries, keys and values. */
type Triple<T> = readonly [T, T, T];

/** A product each for queries, keys and values, attention between them (kernels/attention.ts), and a product of that. */
export const multiHeadAttention: WasmLayer<'multiHeadAttention'> = (site) => {
  const [steps, width] = site.inputShape as SequenceShape; // core accepted it
  const inner: SequenceShape = [steps, site.params.heads * site.params.keyDim];
  const isInnerNeeded = site.isTraining && (site.needsInputGradient || !site.params.frozen);
  const project = (name: string, isFurther: boolean) =>
    planProjection(site, { name, x: site.x, from: site.inputShape, columns: inner[1], isFurther });
  const projections: Triple<ProductsPlan> = [
    project('query', false),
    project('key', true),
    project('value', true),
  ];
  const attention = planAttention(site, inner, projections);
  const output = planProjection(
    { ...site, needsInputGradient: isInnerNeeded },
    { name: 'attention_output', x: attention.y, from: inner, columns: width, isFurther: false },
  );
  return {
    y: output.y,
    prepare: [...projections, output].flatMap(({ prepare }) => prepare),
    forward: [
      ...projections.flatMap(({ forward }) => forward),
      attention.forward,
      ...output.forward,
    ],
    backward(dy) {
      if (!isInnerNeeded) return { steps: [], dx: null };
      const dx = site.needsInputGradient ? createRows(sizeOf(site.inputShape)) : null;
      const dInner = createRows(sizeOf(inner));
      const intoInputs = attention.backward(dInner, dx);
      return { steps: [...output.backward(dy, dInner), ...intoInputs], dx };
    },
  };
};

interface Projection {
  readonly name: string;
  readonly x: Rows;
  readonly from: Shape;
  readonly columns: number;
  readonly isFurther: boolean;
}

function planProjection(site: Site, { name, from, ...projection }: Projection): ProductsPlan {
  return planProducts(site, {
    ...projection,
    name: `layer ${site.layerIndex} ${name}`,
    kernel: tensorNamed(site.tensors, `${name}/kernel`),
    bias: site.tensors.find(({ spec }) => spec.name === `${name}/bias`),
    activation: 'linear',
    ...rowsOfSteps(from),
  });
}

interface AttentionPlan {
  readonly y: Rows;
  readonly forward: Step;
  /** From the gradient of y to those of the projections, and of what they project. */
  backward(dy: Rows, dx: Rows | null): readonly Step[];
}

function planAttention(
  site: Site,
  [steps, columns]: SequenceShape,
  projections: Triple<ProductsPlan>,
): AttentionPlan {
  const { kernels, params } = site;
  const { heads, keyDim } = params;
  const rows = (): Rows => createRows(steps * columns);
  const y = rows();
  const inputs = projections.map((projection) => projection.y);
  const addresses = (list: readonly Rows[], tile: Tile): Triple<number> =>
    list.map((each) => addressOf(each, tile)) as unknown as Triple<number>; // a list of three
  const transposedBytes = padded(keyDim) * padded(steps) * 4;
  const weightBytes = padded(steps) ** 2 * 4;
  const scratch = createScratch(transposedBytes + weightBytes);
  return {
    y,
    forward: perTile([...inputs, y, scratch], (tile) =>
      kernels().attention(
        ...addresses(inputs, tile),
        ...([addressOf(y, tile), tile.rows, steps, heads, keyDim, scratch.address] as const),
      ),
    ),
    backward(dy, dx) {
      const gradients = [rows(), rows(), rows()];
      const room = createScratch(transposedBytes + 2 * weightBytes);
      const step = perTile([...inputs, dy, ...gradients, room], (tile) =>
        kernels().attentionGradient(
          ...addresses(inputs, tile),
          addressOf(dy, tile),
          ...addresses(gradients, tile),
          ...([tile.rows, steps, heads, keyDim, room.address] as const),
        ),
      );
      const projected = projections.flatMap(
        (projection, index) => projection.backward(gradients[index] as Rows, dx), // one for each
      );
      return [step, ...projected];
    },
  };
}

const padded = (count: number): number => Math.ceil(count / 4) * 4;
