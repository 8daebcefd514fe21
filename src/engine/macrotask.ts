const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();
unreferenceInNode(port1);

/** Lets messages be handled. Not a timer: browsers hold timers of a hidden tab back, and nested ones to 4 ms. */
export const nextMacrotask = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });

/** In Node an open port keeps the process alive; browsers have no such notion. */
function unreferenceInNode(port: MessagePort & { unref?: () => void }): void {
  port.unref?.();
}
