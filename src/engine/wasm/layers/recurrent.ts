import type { LayerParams } from '../../../core/layers/index.ts';
import { type SequenceShape, sizeOf } from '../../../core/shape.ts';
import type { LayerPlan, LayerSite } from '../layer.ts';
import { createRows, type Rows, type Step } from '../program.ts';
import type { Tensor } from '../weights.ts';
import { planProducts, rowsOfSteps } from './products.ts';
import { type Cell, type Direction, planRecurrence } from './recurrence.ts';
import { tensorNamed } from './tensors.ts';

type Site = LayerSite<LayerParams<'lstm'>>;

export interface CellKind {
  readonly gates: 1 | 3 | 4;
  cellOf(direction: Direction): Cell;
}

/**
 * A recurrent layer: the input of all steps times the kernel in one product, then step by step what the memory adds.
 * The two directions of a bidirectional one read the same input, and each writes its half of the output.
 */
export const recurrent =
  (kind: CellKind) =>
  (site: Site): LayerPlan => {
    const y = createRows(sizeOf(site.outputShape));
    const prefixes = site.params.bidirectional ? ['forward_', 'backward_'] : [''];
    const directions = prefixes.map((prefix, index) =>
      planDirection(site, kind, { prefix, index, y }),
    );
    return {
      y,
      prepare: directions.flatMap(({ prepare }) => prepare),
      forward: directions.flatMap(({ forward }) => forward),
      backward(dy) {
        const dx = site.needsInputGradient ? createRows(sizeOf(site.inputShape)) : null;
        return { steps: directions.flatMap(({ backward }) => backward(dy, dx)), dx };
      },
    };
  };

interface DirectionPlan {
  readonly prepare: readonly (() => void)[];
  readonly forward: readonly Step[];
  backward(dy: Rows, dx: Rows | null): readonly Step[];
}

function planDirection(
  site: Site,
  kind: CellKind,
  { prefix, index, y }: { prefix: string; index: number; y: Rows },
): DirectionPlan {
  const { units, returnSequences } = site.params;
  const [steps] = site.inputShape as SequenceShape; // core accepted it
  const columns = kind.gates * units;
  const name = `layer ${site.layerIndex} ${prefix}`;
  const [inputBias, memoryBias] = biasesOf(site, prefix);
  const input = planProducts(site, {
    name: `${name}input`,
    x: site.x,
    kernel: tensorNamed(site.tensors, `${prefix}kernel`),
    bias: inputBias,
    activation: 'linear',
    ...rowsOfSteps(site.inputShape),
    columns,
    isFurther: index > 0,
  });
  const direction: Direction = {
    ...{ site, name, steps, units, columns, y, isReversed: index > 0 },
    kernel: tensorNamed(site.tensors, `${prefix}recurrent_kernel`),
    bias: memoryBias,
    gates: input.y,
    outputs: createRows((steps + 1) * units),
    returnSequences,
    share: index * units * 4,
  };
  const recurrence = planRecurrence(direction, kind.cellOf(direction));
  return {
    prepare: [...input.prepare, ...recurrence.prepare],
    forward: [...input.forward, ...recurrence.forward],
    backward: (dy, dx) => [...recurrence.backward(dy), ...input.backward(input.y, dx)],
  };
}

/** The bias of the input's sums, and where the bias has two rows (GRU) that of the memory's. */
function biasesOf(site: Site, prefix: string): readonly (Tensor | undefined)[] {
  const bias = site.tensors.find(({ spec }) => spec.name === `${prefix}bias`);
  if (bias === undefined || bias.spec.shape.length === 1) return [bias];
  const count = bias.count / 2;
  const second = { count, address: bias.address + count * 4, place: bias.place + count * 4 };
  return [
    { ...bias, count },
    { ...bias, ...second },
  ];
}
