import type { PageReply, PageRequest } from './worker.ts';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/** Sends one request to this page's worker; called from the stories. */
function send(request: PageRequest): Promise<PageReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<PageReply | { problem: string }>) =>
      'problem' in data ? reject(new Error(data.problem)) : resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(request);
  });
}

declare global {
  var ask: typeof send;
}
globalThis.ask = send;
