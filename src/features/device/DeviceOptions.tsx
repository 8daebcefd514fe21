import { useStore } from 'zustand';
import { chooseDevice } from '../../actions/try-devices.ts';
import type { DeviceOption } from '../../protocol/jobs.ts';
import { settingsStore } from '../../stores/settings.ts';
import { formatInteger, formatMs, formatRuntime } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { fastestOption, speedup } from './fastest-option.ts';

interface DeviceOptionsProps {
  readonly options: readonly DeviceOption[];
  readonly isComplete: boolean;
}

/** How fast the network on the page trains on each device, and the offer to switch to the fastest. */
export function DeviceOptions({ options, isComplete }: DeviceOptionsProps) {
  return (
    <>
      <div className="device-table">
        <table>
          <caption className="visually-hidden">Training speed on each device</caption>
          <thead>
            <tr>
              <th scope="col">Device</th>
              <th scope="col">Images a second</th>
              <th scope="col">First step</th>
            </tr>
          </thead>
          <tbody>
            {options.map((option) => (
              <OptionRow key={`${option.runtime.kind} ${option.runtime.backend}`} option={option} />
            ))}
          </tbody>
        </table>
      </div>
      {isComplete && <Offer options={options} />}
    </>
  );
}

function OptionRow({ option }: { readonly option: DeviceOption }) {
  const { runtime, imagesPerSecond, firstStepMs, problem } = option;
  return (
    <tr>
      <th scope="row">
        {formatRuntime(runtime)}
        <span className="small">
          {runtime.kind === 'wasm' ? 'our WASM kernels' : (runtime.device ?? 'TensorFlow.js')}
        </span>
      </th>
      {problem === null ? (
        <>
          <td>{imagesPerSecond === null ? '–' : formatInteger(imagesPerSecond)}</td>
          <td>{firstStepMs === null ? '–' : formatMs(firstStepMs)}</td>
        </>
      ) : (
        <td colSpan={2} className="device-problem">
          {problem}
        </td>
      )}
    </tr>
  );
}

function Offer({ options }: { readonly options: readonly DeviceOption[] }) {
  const current = useStore(settingsStore, ({ runtime }) => runtime ?? 'wasm');
  const fastest = fastestOption(options);
  if (fastest === null) return <Notice kind="problem">No device could train this network.</Notice>;
  if (fastest.runtime.kind === current)
    return <Notice>{formatRuntime(fastest.runtime)} is the fastest here, and in use.</Notice>;
  const times = speedup(options, current);
  return (
    <Notice>
      {formatRuntime(fastest.runtime)} is{' '}
      {times === null ? 'faster' : `${times.toFixed(1)} times as fast`} here.
      <button
        type="button"
        className="button"
        onClick={() => chooseDevice(fastest.runtime.kind === 'wasm' ? null : fastest.runtime.kind)}
      >
        Switch to it
      </button>
    </Notice>
  );
}
