import './TrainingFigures.css';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { Figure } from '../../ui/Figure.tsx';
import { activeFigures, finishedFigures, noFigures } from './figures.ts';

/** The numbers of the run that trains, else of the selected one. */
export function TrainingFigures() {
  const texts = useFigures();
  return (
    <div className="TrainingFigures">
      <div className="TrainingFigures-row">
        <Figure
          large
          name="Training accuracy"
          color="var(--train)"
          value={texts.trainingAccuracy}
          note={texts.trainingNote}
        />
        <Figure
          large
          name="Validation accuracy"
          color="var(--validation)"
          value={texts.validationAccuracy}
          note={texts.validationNote}
        />
        <Figure
          large
          name="Generalisation gap"
          label="Gap"
          value={texts.gap}
          note="points, training − validation"
        />
      </div>
      <div className="TrainingFigures-row small-row">
        <Figure name="Loss" value={texts.loss} note={texts.lossNote} />
        <Figure
          name="Images per second"
          value={texts.imagesPerSecond}
          note="optimizer steps alone"
        />
        <Figure name="Time per epoch" value={texts.epochTime} note={texts.epochTimeNote} />
        <Figure
          name="Current learning rate"
          label="Learning rate"
          value={texts.learningRate}
          note={texts.learningRateNote}
        />
      </div>
    </div>
  );
}

function useFigures() {
  const active = useStore(runsStore, (state) => state.active);
  const selected = useStore(runsStore, selectedRun);
  return useMemo(() => {
    if (active !== null) return activeFigures(active);
    return selected === null ? noFigures : finishedFigures(selected);
  }, [active, selected]);
}
