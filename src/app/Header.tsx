import { CircleQuestionMark, Cpu, Monitor, Moon, Sun } from 'lucide-react';
import { useStore } from 'zustand';
import { openView } from '../actions/address.ts';
import { DeviceSelect } from '../features/device/DeviceSelect.tsx';
import { thisProcessor } from '../features/device/this-processor.ts';
import { CopyLink } from '../features/share/CopyLink.tsx';
import { engineStore } from '../stores/engine.ts';
import { runsStore } from '../stores/runs.ts';
import { changeSettings, settingsStore, type Theme } from '../stores/settings.ts';
import { viewStore } from '../stores/view.ts';
import { formatRuntime } from '../ui/format.ts';
import './Header.css';

/** Name, question, what computes, and what belongs to the whole page. */
export function Header() {
  return (
    <header className="top">
      <h1>Sizewise</h1>
      <span className="question">How small can a network be and still read handwriting?</span>
      <Status />
      <div className="row end">
        <DeviceSelect />
        <DevicePill />
        <CopyLink />
        <ThemeSwitch />
        <button
          type="button"
          className="button quiet icon"
          aria-label="Help"
          title="Help"
          onClick={() => openView('help')}
        >
          <CircleQuestionMark aria-hidden />
        </button>
      </div>
    </header>
  );
}

/** The one place that speaks to screen readers of what goes on. */
function Status() {
  const status = useStore(viewStore, (state) => state.status);
  return (
    <output className="Header-status" aria-label="Status" aria-live="polite" title={status}>
      {status}
    </output>
  );
}

/** What computes, or will at the next press of Train; its details are a click away. */
function DevicePill() {
  const status = useStore(engineStore, (state) => state.status);
  const training = useStore(runsStore, ({ active }) => active?.runtime ?? null);
  const isOnGpu = useStore(settingsStore, ({ runtime }) => runtime === 'tfjs');
  const measured = useStore(
    engineStore,
    ({ quickLatency }) => quickLatency.latency?.runtime ?? null,
  );
  const runtime = training ?? (isOnGpu ? measured : thisProcessor());
  const words = { starting: 'Starting', failed: 'Engine stopped', ready: 'Ready' }[status];
  return (
    <button
      type="button"
      className={`button Header-pill ${status}`}
      title="What computes here"
      onClick={() => openView('device')}
    >
      <Cpu aria-hidden />
      <span className="Header-pill-words">
        {status === 'ready' && runtime !== null ? formatRuntime(runtime) : words}
      </span>
    </button>
  );
}

const themes: readonly {
  readonly theme: Theme;
  readonly label: string;
  readonly Icon: typeof Sun;
}[] = [
  { theme: 'system', label: 'Theme: as the system', Icon: Monitor },
  { theme: 'light', label: 'Theme: light', Icon: Sun },
  { theme: 'dark', label: 'Theme: dark', Icon: Moon },
];

function ThemeSwitch() {
  const theme = useStore(settingsStore, (settings) => settings.theme);
  const index = themes.findIndex((candidate) => candidate.theme === theme);
  const { label, Icon } = themes[index] ?? { label: 'Theme', Icon: Monitor };
  const next = themes[(index + 1) % themes.length]?.theme ?? 'system';
  return (
    <button
      type="button"
      className="button quiet icon"
      aria-label={label}
      title={label}
      onClick={() => changeSettings({ theme: next })}
    >
      <Icon aria-hidden />
    </button>
  );
}
