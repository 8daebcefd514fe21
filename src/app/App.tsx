import { ArchitecturePanel } from '../features/build/ArchitecturePanel.tsx';
import { RunsPanel } from '../features/compare/RunsPanel.tsx';
import { CompressPanel } from '../features/compress/CompressPanel.tsx';
import { CostPanel } from '../features/cost/CostPanel.tsx';
import { ResultsPanel } from '../features/evaluate/ResultsPanel.tsx';
import { DropAnywhere } from '../features/files/DropAnywhere.tsx';
import { TrainingPanel } from '../features/train/TrainingPanel.tsx';
import { Header } from './Header.tsx';
import { Notices } from './Notices.tsx';
import { Views } from './Views.tsx';

/** The one page: what is built, how it learns, what it costs and scored. */
export function App() {
  return (
    <>
      <Header />
      <main className="page">
        <Notices />
        <div className="column">
          <ArchitecturePanel />
        </div>
        <div className="column">
          <TrainingPanel />
          <ResultsPanel />
        </div>
        <div className="column">
          <CostPanel />
          <RunsPanel />
          <CompressPanel />
        </div>
      </main>
      <Views />
      <DropAnywhere />
    </>
  );
}
