import '@fontsource-variable/inter';
import './theme.css';
import '../ui/ui.css';
import './layout.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepAddress } from '../actions/address.ts';
import { engine } from '../actions/engine.ts';
import { loadData } from '../actions/load-data.ts';
import { keepQuickLatency } from '../actions/measure-latency.ts';
import { followSelection } from '../actions/run-curves.ts';
import { followChanges, loadRuns } from '../actions/runs.ts';
import { listenForShortcuts } from '../actions/shortcuts.ts';
import { warnBeforeLeaving } from '../actions/warn-before-leaving.ts';
import { invariant } from '../core/invariant.ts';
import { settingsStore } from '../stores/settings.ts';
import { App } from './App.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { registerServiceWorker } from './service-worker.ts';

const root = document.getElementById('root');
invariant(root !== null, 'index.html has no #root');

const applyTheme = ({ theme } = settingsStore.getState()): void => {
  document.documentElement.dataset['theme'] = theme;
};
applyTheme();
settingsStore.subscribe(applyTheme);

keepAddress();
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);
engine();
void loadRuns();
followSelection();
followChanges();
void loadData();
keepQuickLatency();
listenForShortcuts();
warnBeforeLeaving();
void registerServiceWorker();
