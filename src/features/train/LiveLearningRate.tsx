import { useState } from 'react';
import { useStore } from 'zustand';
import { controlTraining } from '../../actions/start-training.ts';
import { number } from '../../core/fields.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { runsStore } from '../../stores/runs.ts';
import { FieldControl } from '../../ui/FieldControl.tsx';

const field = number({ ...trainingFields.learningRate, label: 'Learning rate now' });

/** The learning rate of the run that trains, from its next step on; its schedule goes on from there. */
export function LiveLearningRate() {
  const id = useStore(runsStore, ({ active }) => active?.id ?? null);
  const start = useStore(runsStore, ({ active }) => active?.recipe.setup.learningRate ?? 0);
  return id === null ? null : <RateControl key={id} start={start} />;
}

function RateControl({ start }: { readonly start: number }) {
  const [learningRate, setLearningRate] = useState(start);
  return (
    <FieldControl
      field={field}
      value={learningRate}
      onChange={(value) => {
        setLearningRate(Number(value));
        controlTraining({ action: 'setLearningRate', learningRate: Number(value) });
      }}
    />
  );
}
