import type { Latency } from '../core/run.ts';
import { percentile } from '../core/stats.ts';
import {
  calibrate,
  type LatencyProtocol,
  type LatencySubject,
  timeCalls,
  warmUp,
} from './latency.ts';
import { nextMacrotask } from './macrotask.ts';

type Pair<T> = readonly [T, T];

/** Latencies of two networks whose blocks take turns, A B A B, so that a slow moment of the machine hits both. */
export async function compareLatency(
  subjects: Pair<LatencySubject>,
  protocol: LatencyProtocol,
): Promise<Pair<Latency>> {
  const first = await timed(subjects[0], protocol);
  const second = await timed(subjects[1], protocol);
  const pairMs = first.warm.blockMs + second.warm.blockMs;
  const turns = Math.max(protocol.leastBlocks, Math.ceil((2 * protocol.roundMs) / pairMs));
  for (let round = 0; round < protocol.rounds; round++) {
    await takeTurns(first, second, turns);
    subjects[0].onProgress?.((round + 1) / protocol.rounds);
  }
  return [latencyOf(first, protocol), latencyOf(second, protocol)];
}

type Timed = Awaited<ReturnType<typeof timed>>;

/** A subject that is warm, its first call timed alone. */
async function timed(subject: LatencySubject, { blockMs, mostWarmUpMs }: LatencyProtocol) {
  const firstCallMs = await timeCalls(subject, 1);
  const { callsPerBlock, calls } = await calibrate(subject, blockMs);
  const warm = await warmUp(subject, callsPerBlock, mostWarmUpMs);
  const warmUpCalls = 1 + calls + warm.calls;
  return { subject, firstCallMs, callsPerBlock, warm, warmUpCalls, rounds: [] as number[][] };
}

async function takeTurns(first: Timed, second: Timed, turns: number): Promise<void> {
  const round = [first, second].map(({ rounds }) => {
    const blocks: number[] = [];
    rounds.push(blocks);
    return blocks;
  });
  for (let turn = 0; turn < turns; turn++) {
    for (const [place, { subject, callsPerBlock }] of [first, second].entries())
      round[place]?.push((await timeCalls(subject, callsPerBlock)) / callsPerBlock);
    await nextMacrotask();
    first.subject.signal.throwIfAborted();
  }
}

function latencyOf(
  { subject, rounds, callsPerBlock, warmUpCalls, firstCallMs }: Timed,
  { rounds: roundCount }: LatencyProtocol,
): Latency {
  const overRounds = (share: number) =>
    percentile(
      rounds.map((blocks) => percentile(blocks, share)),
      0.5,
    );
  return {
    ...{ p50Ms: overRounds(0.5), p90Ms: overRounds(0.9), p95Ms: overRounds(0.95) },
    ...{ callsPerBlock, warmUpCalls, firstCallMs },
    blocks: roundCount * (rounds[0]?.length ?? 0),
    imagesPerSecond: null,
    quick: false,
    runtime: { ...subject.runtime, threads: subject.network.threads },
  };
}
