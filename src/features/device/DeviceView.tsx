import './DeviceView.css';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { inspectAdapters } from '../../actions/inspect-adapters.ts';
import { recallDevices, tryDevices } from '../../actions/try-devices.ts';
import { mostThreads } from '../../core/threads.ts';
import type { Adapters, GpuBackend } from '../../protocol/jobs.ts';
import { engineStore } from '../../stores/engine.ts';
import { recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { settingsStore } from '../../stores/settings.ts';
import { Notice } from '../../ui/Notice.tsx';
import { DeviceOptions } from './DeviceOptions.tsx';
import { thisProcessor } from './this-processor.ts';
import { timerTickMs } from './timer-tick.ts';
import { whyThisDevice } from './why-this-device.ts';

/** What this machine is, and whether its GPU would be faster. */
export function DeviceView() {
  const runtime = useStore(settingsStore, (settings) => settings.runtime);
  return (
    <div className="device">
      <p>
        Runs train and are measured on{' '}
        <strong>
          {runtime === 'tfjs'
            ? 'the GPU, by TensorFlow.js'
            : 'the CPU, by our own WebAssembly kernels'}
        </strong>
        {runtime === null
          ? ', the default: for networks as small as these it is often the fastest.'
          : ', chosen by hand: kept in this browser and in the link.'}
      </p>
      <MachineFacts />
      <TryDevices />
    </div>
  );
}

function MachineFacts() {
  const tickMs = useMemo(() => timerTickMs(), []);
  const [adapters, setAdapters] = useState<Adapters | null>(null);
  useEffect(() => {
    void inspectAdapters().then(setAdapters);
  }, []);
  return (
    <dl className="device-facts">
      <Fact name="Processor">{processorInWords()}</Fact>
      <Fact name="Isolated page">
        {crossOriginIsolated
          ? 'yes: threads share memory'
          : 'no: one thread only, and a coarser clock. It is served without the headers that allow more.'}
      </Fact>
      <Fact name="Clock tick">{`${Math.round(tickMs * 1000)} µs`}</Fact>
      <Fact name="WebGPU">{adapterInWords(adapters, 'webgpu')}</Fact>
      <Fact name="WebGL">{adapterInWords(adapters, 'webgl')}</Fact>
    </dl>
  );
}

function processorInWords(): string {
  const cores = navigator.hardwareConcurrency;
  const { threads } = thisProcessor();
  const training = threads === 1 ? 'one trains' : `${threads} train`;
  const most = threads === mostThreads && cores > threads ? ', as many as a batch has parts' : '';
  return `${cores} hardware ${cores === 1 ? 'thread' : 'threads'}: ${training}${most}`;
}

function adapterInWords(adapters: Adapters | null, backend: GpuBackend): string {
  if (adapters === null) return 'looking…';
  const adapter = adapters[backend];
  if (adapter !== null)
    return adapter.software ? `${adapter.name}: software on the CPU, not a GPU` : adapter.name;
  return backend === 'webgpu' && !isSecureContext
    ? 'none: browsers offer it on https only'
    : 'none';
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function TryDevices() {
  const { status, options, problem, measuredAt } = useStore(engineStore, ({ devices }) => devices);
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  const isTrying = status === 'trying';
  const architecture = useStore(recipeStore, (recipe) => recipe.architecture);
  const setup = useStore(recipeStore, (recipe) => recipe.setup);
  // The back button can change the network under the open view.
  useEffect(() => void recallDevices({ architecture, setup }), [architecture, setup]);
  return (
    <section aria-labelledby="try-the-gpu">
      <h3 id="try-the-gpu">Would the GPU be faster?</h3>
      <p className="small">
        Loads TensorFlow.js and times real training steps of the network on the page, augmentation
        included, once on each device; compiling counts as first step, apart.
      </p>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={isTrying || isTraining}
          onClick={() => void tryDevices()}
        >
          {isTrying ? 'Trying…' : measuredAt === null ? 'Try the GPU' : 'Measure again'}
        </button>
        {isTraining && <span className="small">Waits until no network trains.</span>}
        {isTrying && <progress className="progress" aria-label="Trying the devices" />}
      </div>
      <WhyThisDevice />
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      {options.length > 0 && <DeviceOptions options={options} isComplete={status === 'tried'} />}
    </section>
  );
}

/** The figures behind the device in use. */
function WhyThisDevice() {
  const { options, measuredAt } = useStore(engineStore, ({ devices }) => devices);
  const current = useStore(settingsStore, ({ runtime }) => runtime ?? 'wasm');
  const batchSize = useStore(recipeStore, ({ setup }) => setup.batchSize);
  if (measuredAt === null) return null;
  return (
    <p className="small">
      <strong>Why this device?</strong> {whyThisDevice(current, options, batchSize)} Measured on{' '}
      {new Date(measuredAt).toLocaleString()}, for this network and batch on this machine.
    </p>
  );
}
