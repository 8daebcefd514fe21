import './DrawView.css';
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { announce } from '../../actions/announce.ts';
import { digitImage } from '../../core/mnist-digit.ts';
import { currentModelId, runsStore } from '../../stores/runs.ts';
import { DigitImage } from '../../ui/DigitImage.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { formatPercent } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { DrawPad } from './DrawPad.tsx';
import { emptyDrawing } from './drawing.ts';
import { ProbabilityBars } from './ProbabilityBars.tsx';
import { useLivePrediction } from './useLivePrediction.ts';

/** Draw a digit, and see live what the current network makes of it. */
export function DrawView() {
  const [drawing, setDrawing] = useState(emptyDrawing);
  const isEmpty = drawing.strokes.length === 0;
  const image = useMemo(() => digitImage(drawing.strokes), [drawing.strokes]);
  const wanted = isEmpty ? null : image;
  const { image: answered, probabilities, problem } = useLivePrediction(wanted);
  const isBusy = answered !== wanted;
  const answer = probabilities === null ? null : probabilities.indexOf(Math.max(...probabilities));
  const confidence = answer === null ? 0 : (probabilities?.[answer] ?? 0);
  useEffect(() => {
    if (answer !== null && !isBusy && !drawing.isPenDown) announce(`It reads a ${answer}`);
  }, [answer, isBusy, drawing.isPenDown]);
  return (
    <div className="draw">
      <div className="draw-input">
        <DrawPad drawing={drawing} onDraw={setDrawing} />
        <div className="row">
          <button
            type="button"
            className="button"
            disabled={isEmpty}
            onClick={() => setDrawing(emptyDrawing)}
          >
            Clear
          </button>
          <span className="small">Large, in the middle. By keys: arrows move, Space draws.</span>
        </div>
      </div>
      <div className="draw-output" aria-busy={isBusy}>
        <Reader />
        {problem !== null && <Notice kind="problem">{problem}</Notice>}
        <div className="draw-answer">
          <Figure
            name="Answer"
            large
            value={answer ?? '–'}
            label="it reads"
            note={answer === null ? 'draw a digit' : `${formatPercent(confidence, 1)} sure`}
          />
          <figure>
            <DigitImage pixels={image} label="What the network sees: 28 by 28 pixels" />
            <figcaption className="small">
              What the network sees: scaled to 20 pixels, centred by mass, 28×28, as MNIST's digits
              are.
            </figcaption>
          </figure>
        </div>
        <ProbabilityBars probabilities={probabilities} />
      </div>
    </div>
  );
}

/** Which network answers. */
function Reader() {
  const name = useStore(runsStore, (state) => {
    const id = currentModelId(state);
    return state.active?.id === id
      ? state.active?.name
      : state.runs.find((run) => run.id === id)?.name;
  });
  const isTraining = useStore(runsStore, (state) => currentModelId(state) === state.active?.id);
  if (name === undefined)
    return (
      <Notice>
        No network has been trained yet. Close this and press Train: a second of it is enough to
        come back.
      </Notice>
    );
  return (
    <p className="small">{isTraining ? `Read by ${name} while it learns.` : `Read by ${name}.`}</p>
  );
}
