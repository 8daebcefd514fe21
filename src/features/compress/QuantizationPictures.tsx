import { inspectQuantization } from '../../actions/inspect-weights.ts';
import { lineageOf } from '../../core/lineage.ts';
import { stepsOf } from '../../core/recipe.ts';
import type { TechniqueParams } from '../../core/techniques/index.ts';
import { runsStore } from '../../stores/runs.ts';
import { AskButton } from './AskButton.tsx';
import type { TestedRun } from './comparison.ts';
import { QuantizationLayers } from './QuantizationLayers.tsx';
import { useAnswer } from './use-answer.ts';

interface Quantization {
  /** The float run that was quantized. */
  readonly floatId: string;
  readonly params: TechniqueParams<'quantize'>;
}

/** The quantization among a variant's steps, and what it was applied to; null where there is none. */
export function quantizationOf(variant: TestedRun): Quantization | null {
  const steps = stepsOf(variant.recipe);
  const place = steps.findIndex(({ kind }) => kind === 'quantize');
  const step = steps[place];
  const float = lineageOf(variant, runsStore.getState().runs)[steps.length - place];
  if (step?.kind !== 'quantize' || float === undefined) return null;
  return { floatId: float.id, params: step.params };
}

/** What rounding did: each tensor's scale and error, each activation's number line, each layer's share of the damage. */
export function QuantizationPictures({ floatId, params }: Quantization) {
  const asked = useAnswer((options) => inspectQuantization(floatId, params, options));
  const { answer } = asked;
  return (
    <section className="WeightPictures">
      <h3>Inside the quantization</h3>
      {answer === null && (
        <>
          <p className="small">
            Scale and zero point of every tensor, how much of its signal is lost, and which layer
            hurts most when it is quantized alone.
          </p>
          <AskButton of={asked} label="Show the rounding" doing="Layers quantized alone" />
        </>
      )}
      {answer !== null && <QuantizationLayers report={answer} />}
    </section>
  );
}
