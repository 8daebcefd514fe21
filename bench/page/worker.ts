import type { BenchReply, BenchRequest } from './messages.ts';
import { measurePeak } from './peak.ts';
import { build, infer, train } from './subject.ts';

self.addEventListener('message', ({ data }: MessageEvent<BenchRequest>) => {
  answer(data).then(
    (reply) => postMessage(reply),
    (error: unknown) =>
      postMessage({ problem: error instanceof Error ? error.message : String(error) }),
  );
});

async function answer(request: BenchRequest): Promise<BenchReply> {
  switch (request.type) {
    case 'build':
      return build(request);
    case 'train':
      return { imagesPerSecond: await train(request.ms) };
    case 'infer':
      return { callMs: await infer(request.rows, request.ms) };
    case 'peak':
      return { gflops: await measurePeak(request.ms) };
    default:
      return request satisfies never;
  }
}
