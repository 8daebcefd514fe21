import { Panel } from '../../ui/Panel.tsx';

/** The network learning: controls, live figures, curves, digits and setup. */
export function TrainingPanel() {
  return <Panel title="Training">{null}</Panel>;
}
