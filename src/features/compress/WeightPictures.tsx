import { useEffect, useRef } from 'react';
import { inspectWeights } from '../../actions/inspect-weights.ts';
import type { TensorFacts, WeightPicture } from '../../core/weight-facts.ts';
import { formatInteger, formatPercent } from '../../ui/format.ts';
import { AskButton } from './AskButton.tsx';
import { HistogramPair } from './HistogramPair.tsx';
import type { PairProps } from './PairHead.tsx';
import { useAnswer } from './use-answer.ts';

/** Every kernel of both networks: its values as a histogram, its matrix as a picture, its zeros and survivors. */
export function WeightPictures({ before, after }: PairProps) {
  const asked = useAnswer(async () => ({
    before: await inspectWeights(before.id),
    after: await inspectWeights(after.id),
  }));
  const { answer } = asked;
  const kernels = answer?.after.filter(({ prunable }) => prunable) ?? [];
  return (
    <section className="WeightPictures">
      <h3>Inside the weights</h3>
      {answer === null && (
        <>
          <p className="small">
            Each kernel before and after: how its values lie, which of them are zero, and what is
            left for each output.
          </p>
          <AskButton of={asked} label="Show the weights" doing="Reading the weights" />
        </>
      )}
      {kernels.length > 0 && (
        <ul aria-label="Kernels">
          {kernels.map((kernel) => {
            const name = `${kernel.layerName}/${kernel.name}`;
            const was = answer?.before.find((one) => `${one.layerName}/${one.name}` === name);
            return <Kernel key={name} name={name} was={was} is={kernel} />;
          })}
        </ul>
      )}
    </section>
  );
}

interface KernelProps {
  readonly name: string;
  readonly was: TensorFacts | undefined;
  readonly is: TensorFacts;
}

function Kernel({ name, was, is }: KernelProps) {
  const { zeros, count, survivors, picture } = is;
  return (
    <li>
      <h4>{name}</h4>
      <p className="small">
        {is.shape.join('×')} · {formatPercent(zeros / count)} zeros · {formatInteger(count - zeros)}{' '}
        left
        {survivors !== null && `, ${survivors.mean.toFixed(1)} for each output`}
      </p>
      {survivors?.isNearlyDead && (
        <p className="WeightPictures-warning">Nearly dead: it hardly hears its input.</p>
      )}
      <div className="WeightPictures-row">
        <HistogramPair
          label={`Values of ${name}`}
          before={was?.histogram ?? null}
          after={is.histogram}
        />
        {picture !== null && <KernelPicture name={name} picture={picture} />}
      </div>
    </li>
  );
}

/** Grey where nothing is left, orange for weights below zero and blue for those above. */
function KernelPicture({
  name,
  picture,
}: {
  readonly name: string;
  readonly picture: WeightPicture;
}) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (context === null || context === undefined) return;
    const { width, height, levels } = picture;
    const image = context.createImageData(width, height);
    levels.forEach((level, index) => {
      image.data.set(colourOf(level), index * 4);
    });
    context.putImageData(image, 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={ref}
      width={picture.width}
      height={picture.height}
      role="img"
      aria-label={`Matrix of ${name}: inputs from top to bottom, outputs from left to right; grey is zero`}
    />
  );
}

/** Level 0 is zeros alone; 1 to 255 run from the lowest to the highest weight. */
function colourOf(level: number): readonly number[] {
  if (level === 0) return [128, 128, 128, 40];
  const strength = Math.abs(level - 128) / 127;
  const alpha = 40 + 215 * Math.sqrt(strength);
  return level < 128 ? [217, 98, 43, alpha] : [59, 108, 232, alpha];
}
