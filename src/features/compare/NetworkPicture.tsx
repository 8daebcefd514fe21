import { definitionOf } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { sizeOf } from '../../core/shape.ts';
import { summarize } from '../../core/summary.ts';

const height = 28;
const barWidth = 7;
const step = 9;

/** A network at a glance: a bar for each layer that computes, as tall as the logarithm of its output. Said in words beside it. */
export function NetworkPicture({ architecture }: { readonly architecture: Architecture }) {
  const { layers } = summarize(architecture);
  const bars = layers.flatMap(({ layer, outputShape }) => {
    const { group } = definitionOf(layer.kind);
    return outputShape === null ? [] : [{ id: layer.id, group, size: sizeOf(outputShape) }];
  });
  const most = Math.log2(Math.max(2, ...bars.map(({ size }) => size)));
  return (
    <svg
      className="runs-network"
      viewBox={`0 0 ${Math.max(1, bars.length) * step} ${height}`}
      height={height}
      aria-hidden
    >
      {bars.map(({ id, group, size }, place) => {
        const tall = Math.max(2, (height * Math.log2(Math.max(2, size))) / most);
        return (
          <rect
            key={id}
            className={group}
            x={place * step}
            y={(height - tall) / 2}
            width={barWidth}
            height={tall}
            rx={1.5}
          />
        );
      })}
    </svg>
  );
}
