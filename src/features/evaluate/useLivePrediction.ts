import { useEffect, useRef, useState } from 'react';
import { failureInWords } from '../../actions/engine.ts';
import { predict } from '../../actions/predict.ts';
import { currentModelId, runsStore } from '../../stores/runs.ts';

/** At most 14 requests a second. */
const askEveryMs = 70;
/** How often a network that is training is asked again about the same drawing. */
const asksPerTrainingSecond = 2;

interface Prediction {
  /** What was asked about; null where nothing was. */
  readonly image: Uint8Array | null;
  readonly probabilities: readonly number[] | null;
  readonly problem: string | null;
}

const nothing: Prediction = { image: null, probabilities: null, problem: null };

/** What the current network makes of an image, kept true while either changes. Null image: nothing to ask. */
export function useLivePrediction(image: Uint8Array | null): Prediction {
  const [prediction, setPrediction] = useState(nothing);
  const wanted = useRef(image);
  wanted.current = image;
  useEffect(() => {
    let asked: { readonly image: Uint8Array | null; readonly network: string } | null = null;
    let isBusy = false;
    let isOver = false;
    const ask = async () => {
      const request = { image: wanted.current, network: networkNow() };
      if (isBusy || (asked?.image === request.image && asked.network === request.network)) return;
      asked = request;
      isBusy = true;
      const answer = await answerFor(request.image);
      isBusy = false;
      if (!isOver) setPrediction(answer);
    };
    const timer = setInterval(() => void ask(), askEveryMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, []);
  return prediction;
}

async function answerFor(image: Uint8Array | null): Promise<Prediction> {
  if (image === null) return nothing;
  try {
    return { image, probabilities: await predict(image), problem: null };
  } catch (error) {
    return { image, probabilities: null, problem: failureInWords(error) };
  }
}

/** Changes when another network answers, or the same one has learnt on. */
function networkNow(): string {
  const state = runsStore.getState();
  const learnt =
    state.active === null ? '' : Math.floor(state.active.elapsedSeconds * asksPerTrainingSecond);
  return `${currentModelId(state)} ${learnt}`;
}
