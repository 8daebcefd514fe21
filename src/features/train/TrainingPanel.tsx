import './TrainingPanel.css';
import { useStore } from 'zustand';
import { recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Curves } from './Curves.tsx';
import { DigitStrip } from './DigitStrip.tsx';
import { LiveLearningRate } from './LiveLearningRate.tsx';
import { SweepButton } from './SweepButton.tsx';
import { setupWords } from './status-words.ts';
import { TrainingControls } from './TrainingControls.tsx';
import { TrainingFigures } from './TrainingFigures.tsx';
import { TrainingNotices } from './TrainingNotices.tsx';
import { TrainingSetup } from './TrainingSetup.tsx';

/** The network learning: controls, live figures, digits, curves and setup. */
export function TrainingPanel() {
  const activeSetup = useStore(runsStore, ({ active }) => active?.recipe.setup);
  const pageSetup = useStore(recipeStore, ({ setup }) => setup);
  return (
    <Panel title="Training" sub={setupWords(activeSetup ?? pageSetup)} end={<SweepButton />}>
      <div className="TrainingPanel">
        <TrainingControls />
        <TrainingNotices />
        <TrainingFigures />
        <DigitStrip />
        <Curves />
        <LiveLearningRate />
        <TrainingSetup />
      </div>
    </Panel>
  );
}
