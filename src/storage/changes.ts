const channelName = 'sizewise-runs';
const isHeard = typeof BroadcastChannel !== 'undefined';

/** Tells every page of ours, in this tab and in others, that a run was stored, changed or deleted. */
export function tellChange(id: string): void {
  if (!isHeard) return;
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(id);
  channel.close();
}

/** Hears of every change to a stored run, by its id; gives back how to stop. */
export function onChange(listener: (id: string) => void): () => void {
  if (!isHeard) return () => undefined;
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') listener(data);
  };
  return () => channel.close();
}
