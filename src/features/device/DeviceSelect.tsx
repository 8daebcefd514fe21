import { useStore } from 'zustand';
import { chooseDevice } from '../../actions/try-devices.ts';
import { settingsStore } from '../../stores/settings.ts';

/** Where runs train and are measured from now on. The default again is no choice: it leaves the link. */
export function DeviceSelect() {
  const runtime = useStore(settingsStore, (settings) => settings.runtime);
  return (
    <select
      className="input"
      aria-label="Device"
      value={runtime ?? 'wasm'}
      onChange={(event) => chooseDevice(event.target.value === 'tfjs' ? 'tfjs' : null)}
    >
      <option value="wasm">CPU · WASM (default)</option>
      <option value="tfjs">GPU · TensorFlow.js</option>
    </select>
  );
}
