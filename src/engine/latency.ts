import type { Latency, RuntimeInfo } from '../core/run.ts';
import { percentile } from '../core/stats.ts';
import { nextMacrotask } from './macrotask.ts';
import type { ImageSet, Network } from './runtime.ts';

/** How a latency is measured; docs/measuring.md says why. */
export interface LatencyProtocol {
  /** Many times the clock's tick: 5 µs in an isolated page, 100 µs in another. */
  readonly blockMs: number;
  readonly rounds: number;
  readonly mostWarmUpMs: number;
  /** Timed blocks of a round take about this long, and are at least `leastBlocks`. */
  readonly roundMs: number;
  readonly leastBlocks: number;
  /** Time a round spends on throughput; 0 for none. */
  readonly throughputMs: number;
}

const blockMs = (isIsolated: boolean): number => (isIsolated ? 2 : 10);

export const fullProtocol = (isIsolated: boolean): LatencyProtocol => ({
  blockMs: blockMs(isIsolated),
  rounds: 3,
  mostWarmUpMs: 1000,
  roundMs: isIsolated ? 250 : 500,
  leastBlocks: 10,
  throughputMs: 100,
});

/** At most 300 ms of work with the building of the network. */
export const quickProtocol = (isIsolated: boolean): LatencyProtocol => ({
  blockMs: blockMs(isIsolated),
  rounds: 1,
  mostWarmUpMs: 80,
  roundMs: 120,
  leastBlocks: 3,
  throughputMs: 0,
});

const throughputBatch = 256;
const leastWarmUpBlocks = 5;
const mostWarmUpBlocks = 50;
/** Warm when five blocks in a row differ from the one before by less than this. */
const warmChange = 0.1;
const breathEveryMs = 50;

export interface LatencySubject {
  readonly network: Pick<Network, 'forward' | 'threads'>;
  readonly set: ImageSet;
  readonly runtime: RuntimeInfo;
  readonly isQuick: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/** Milliseconds from one image to its read-back logits, and images a second at batch 256. */
export async function measureLatency(
  subject: LatencySubject,
  protocol: LatencyProtocol,
): Promise<Latency> {
  const { runtime, isQuick, onProgress } = subject;
  const firstCallMs = await timeCalls(subject, 1);
  const { callsPerBlock, calls } = await calibrate(subject, protocol.blockMs);
  const warm = await warmUp(subject, callsPerBlock, protocol.mostWarmUpMs);
  const blocks = Math.max(protocol.leastBlocks, Math.ceil(protocol.roundMs / warm.blockMs));
  const rounds: { readonly blocks: number[]; readonly imagesPerSecond: number }[] = [];
  for (let round = 0; round < protocol.rounds; round++) {
    rounds.push({
      blocks: await timeBlocks(subject, callsPerBlock, blocks),
      imagesPerSecond: await throughput(subject, protocol.throughputMs),
    });
    onProgress?.((round + 1) / protocol.rounds);
  }
  const overRounds = (share: number) =>
    median(rounds.map((round) => percentile(round.blocks, share)));
  return {
    p50Ms: overRounds(0.5),
    p90Ms: overRounds(0.9),
    p95Ms: overRounds(0.95),
    callsPerBlock,
    blocks: blocks * protocol.rounds,
    warmUpCalls: 1 + calls + warm.calls,
    firstCallMs,
    imagesPerSecond: isQuick ? null : median(rounds.map((round) => round.imagesPerSecond)),
    quick: isQuick,
    runtime: { ...runtime, threads: subject.network.threads },
  };
}

const median = (values: readonly number[]): number => percentile(values, 0.5);

const rowsOf = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);
const oneRow = rowsOf(1);
const manyRows = rowsOf(throughputBatch);

/** Milliseconds of some calls of one image each. */
export async function timeCalls({ network, set }: LatencySubject, calls: number): Promise<number> {
  const batch = { set, indices: oneRow };
  const startedMs = performance.now();
  for (let call = 0; call < calls; call++) {
    const logits = network.forward(batch);
    if (logits instanceof Promise) await logits;
  }
  return performance.now() - startedMs;
}

/** Calls that make a block of at least `blockMs`. */
export async function calibrate(subject: LatencySubject, blockMs: number) {
  let callsPerBlock = 1;
  let calls = 0;
  for (;;) {
    const elapsedMs = await timeCalls(subject, callsPerBlock);
    calls += callsPerBlock;
    if (elapsedMs >= blockMs) return { callsPerBlock, calls };
    const wanted = Math.ceil((callsPerBlock * blockMs * 1.2) / Math.max(elapsedMs, 0.05));
    callsPerBlock = Math.min(wanted, callsPerBlock * 10);
  }
}

export async function warmUp(subject: LatencySubject, callsPerBlock: number, mostMs: number) {
  const startedMs = performance.now();
  let blockMs = await timeCalls(subject, callsPerBlock);
  let blocks = 1;
  let steady = 0;
  while (
    blocks < mostWarmUpBlocks &&
    (blocks < leastWarmUpBlocks || steady < leastWarmUpBlocks) &&
    performance.now() - startedMs < mostMs
  ) {
    const before = blockMs;
    blockMs = await timeCalls(subject, callsPerBlock);
    blocks++;
    steady = Math.abs(blockMs - before) < warmChange * before ? steady + 1 : 0;
  }
  return { blockMs, calls: blocks * callsPerBlock };
}

/** Milliseconds a call, block by block; between blocks the engine hears messages now and then. */
async function timeBlocks(
  subject: LatencySubject,
  callsPerBlock: number,
  blocks: number,
): Promise<number[]> {
  const perCallMs: number[] = [];
  let breathAtMs = performance.now();
  while (perCallMs.length < blocks) {
    perCallMs.push((await timeCalls(subject, callsPerBlock)) / callsPerBlock);
    if (performance.now() - breathAtMs < breathEveryMs) continue;
    await nextMacrotask();
    subject.signal.throwIfAborted();
    breathAtMs = performance.now();
  }
  return perCallMs;
}

/** Images a second over whole batches for about `wantedMs`, one warm-up batch apart. */
async function throughput({ network, set }: LatencySubject, wantedMs: number): Promise<number> {
  if (wantedMs === 0) return 0;
  const batch = { set, indices: manyRows };
  await network.forward(batch);
  const startedMs = performance.now();
  let images = 0;
  let elapsedMs = 0;
  while (elapsedMs < wantedMs) {
    const logits = network.forward(batch);
    if (logits instanceof Promise) await logits;
    images += throughputBatch;
    elapsedMs = performance.now() - startedMs;
  }
  return (1000 * images) / elapsedMs;
}
