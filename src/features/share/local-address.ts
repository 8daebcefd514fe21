/** Whether an address means the reader's own machine, and so another one for every reader. */
export const isLocal = (hostname: string): boolean =>
  hostname === '' || /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/.test(hostname);
