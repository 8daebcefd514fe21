import { useEffect, useState } from 'react';

/** Becomes true once the page has had a moment with nothing to do, after two seconds at the latest. */
export function useIdle(): boolean {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => {
    const become = () => setIsIdle(true);
    // Safari has no idle callbacks.
    if (globalThis.requestIdleCallback === undefined) {
      const timer = setTimeout(become, 500);
      return () => clearTimeout(timer);
    }
    const callback = requestIdleCallback(become, { timeout: 2000 });
    return () => cancelIdleCallback(callback);
  }, []);
  return isIdle;
}
