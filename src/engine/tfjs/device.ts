import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../protocol/errors.ts';
import { classifyError } from '../classify-error.ts';

export type TfjsBackend = 'webgpu' | 'webgl' | 'cpu';

const loadBackend: Readonly<Record<TfjsBackend, () => Promise<unknown>>> = {
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
};

/** One backend of tfjs in use. tfjs has a single current backend for all; `run` sees to it that it is this one. */
export interface Device {
  readonly backend: TfjsBackend;
  /** Does tensor work. @throws EngineError */
  run<T>(work: () => T): T;
  /** Reads a tensor back and disposes it. @throws EngineError, also when the device is lost meanwhile */
  read(tensor: tf.Tensor): Promise<Float32Array>;
  /** Gives the backend and its memory back when nobody else has it open. */
  close(): void;
}

interface Session {
  users: number;
  problem: EngineError | null;
  readonly waiting: Set<(problem: EngineError) => void>;
}

/** tfjs keeps its backends for the whole worker, and so this keeps who uses them. */
const sessions = new Map<TfjsBackend, Session>();

/** Loads and starts a backend. @throws EngineError `backend-unavailable` */
export async function openDevice(backend: TfjsBackend): Promise<Device> {
  const session = sessions.get(backend) ?? (await startSession(backend));
  session.users += 1;
  let isOpen = true;
  return {
    backend,
    run: (work) => runOn(backend, session, work),
    read: (tensor) => readFrom(backend, session, tensor),
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      session.users -= 1;
      if (session.users === 0) endSession(backend, session);
    },
  };
}

async function startSession(backend: TfjsBackend): Promise<Session> {
  try {
    await loadBackend[backend]();
    if (!(await tf.setBackend(backend))) throw new Error(`${backend} not found in registry`);
  } catch (error) {
    throw new EngineError('backend-unavailable', `${backend} does not start here: ${error}`);
  }
  const session: Session = { users: 0, problem: null, waiting: new Set() };
  sessions.set(backend, session);
  watch(backend, (cause) => {
    session.problem = classifyError(cause);
    for (const reject of session.waiting) reject(session.problem);
    endSession(backend, session);
  });
  return session;
}

/** Takes the backend out of tfjs but leaves its factory, so that it can be opened afresh. */
function endSession(backend: TfjsBackend, session: Session): void {
  if (sessions.get(backend) !== session) return;
  sessions.delete(backend);
  const factory = tf.findBackendFactory(backend);
  tf.removeBackend(backend);
  tf.registerBackend(backend, factory);
}

function runOn<T>(backend: TfjsBackend, session: Session, work: () => T): T {
  if (session.problem !== null) throw session.problem;
  try {
    // For a started backend the switch is done when the call returns; there is nothing to await.
    if (tf.getBackend() !== backend) void tf.setBackend(backend);
    return work();
  } catch (error) {
    throw classifyError(error);
  }
}

async function readFrom(
  backend: TfjsBackend,
  session: Session,
  tensor: tf.Tensor,
): Promise<Float32Array> {
  const values = runOn(backend, session, () => startReading(backend, tensor));
  let fail: (problem: EngineError) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  session.waiting.add(fail);
  try {
    return await Promise.race([values, failure]);
  } catch (error) {
    throw readingError(error);
  } finally {
    session.waiting.delete(fail);
    tensor.dispose();
  }
}

/** A lost device aborts its readings before it says that it is lost; nobody else aborts them. */
const readingError = (error: unknown): EngineError =>
  classifyError(
    error instanceof DOMException && error.name === 'AbortError'
      ? new Error('device was lost')
      : error,
  );

/** WebGL's asynchronous reading polls a fence with timers of 4 ms and more, and would be all that a latency shows. */
const startReading = (backend: TfjsBackend, tensor: tf.Tensor) =>
  (backend === 'webgpu' ? tensor.data() : tensor.dataSync()) as
    | Promise<Float32Array>
    | Float32Array; // every tensor here is float32

/** Calls back once if the GPU is lost or out of memory. */
function watch(backend: TfjsBackend, fail: (cause: unknown) => void): void {
  if (backend === 'webgl') {
    const { gpgpu } = tf.backend() as unknown as { gpgpu: { gl: { canvas: EventTarget } } };
    const onLost = () => fail(new Error('WebGL context lost'));
    gpgpu.gl.canvas.addEventListener('webglcontextlost', onLost, { once: true });
  }
  if (backend === 'webgpu') {
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    void device.lost.then(({ message }) => fail(new Error(`device was lost: ${message}`)));
    device.addEventListener('uncapturederror', ({ error }) => {
      if (error instanceof GPUOutOfMemoryError) fail(new Error('out of memory'));
    });
  }
}
