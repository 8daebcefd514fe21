import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { openView } from '../actions/address.ts';
import { type View, viewStore } from '../stores/view.ts';
import { Dialog } from '../ui/Dialog.tsx';

interface ViewEntry {
  readonly title: string;
  readonly Content: LazyExoticComponent<ComponentType>;
  readonly isWide?: boolean;
}

/** Loads a view's code when it is first opened. */
const view = (title: string, load: () => Promise<ComponentType>): ViewEntry => ({
  title,
  Content: lazy(async () => ({ default: await load() })),
});

const entries: Readonly<Record<View, ViewEntry>> = {
  draw: view(
    'Draw a digit',
    async () => (await import('../features/evaluate/DrawView.tsx')).DrawView,
  ),
  wrong: view(
    'Wrong digits',
    async () => (await import('../features/evaluate/WrongView.tsx')).WrongView,
  ),
  confusion: view(
    'Confusion matrix',
    async () => (await import('../features/evaluate/ConfusionView.tsx')).ConfusionView,
  ),
  compare: view(
    'Side by side',
    async () => (await import('../features/compress/CompareView.tsx')).CompareView,
  ),
  runs: {
    ...view('Runs', async () => (await import('../features/compare/RunsView.tsx')).RunsView),
    isWide: true,
  },
  report: view(
    'Lab report',
    async () => (await import('../features/compare/ReportView.tsx')).ReportView,
  ),
  files: view('Files', async () => (await import('../features/files/FilesView.tsx')).FilesView),
  lab: view('Overfitting', async () => (await import('../features/lab/LabView.tsx')).LabView),
  summary: view(
    'Summary',
    async () => (await import('../features/build/SummaryView.tsx')).SummaryView,
  ),
  fits: view(
    'Where does it fit?',
    async () => (await import('../features/fits/FitsView.tsx')).FitsView,
  ),
  challenges: view(
    'Challenges',
    async () => (await import('../features/challenges/ChallengesView.tsx')).ChallengesView,
  ),
  board: view(
    'Class board',
    async () => (await import('../features/challenges/BoardView.tsx')).BoardView,
  ),
  sweep: view('Sweep', async () => (await import('../features/sweep/SweepView.tsx')).SweepView),
  device: view(
    'Device',
    async () => (await import('../features/device/DeviceView.tsx')).DeviceView,
  ),
  share: view('Share', async () => (await import('../features/share/ShareView.tsx')).ShareView),
  help: view('Help', async () => (await import('../features/help/HelpView.tsx')).HelpView),
};

const close = () => openView(null);

/** The deeper view that the address names, over the page. */
export function Views() {
  const name = useStore(viewStore, (state) => state.view);
  if (name === null) return null;
  const { title, Content, isWide = false } = entries[name];
  return (
    <Dialog key={name} title={title} isWide={isWide} onClose={close}>
      <Suspense fallback={<p className="small">Loading…</p>}>
        <Content />
      </Suspense>
    </Dialog>
  );
}
