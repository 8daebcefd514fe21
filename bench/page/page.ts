import type { BenchReply, BenchRequest } from './messages.ts';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/** Sends one request to this page's worker; called from bench/pages.mjs. */
function ask(request: BenchRequest): Promise<BenchReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<BenchReply | { problem: string }>) =>
      'problem' in data ? reject(new Error(data.problem)) : resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(request);
  });
}

declare global {
  var bench: typeof ask;
}
globalThis.bench = ask;
