import { useEffect, useState } from 'react';
import type { StoreApi } from 'zustand';

/** A selection of a busy store that changes at most every `intervalMs`; the last change is never lost. */
export function useSampled<State, Selection>(
  store: StoreApi<State>,
  select: (state: State) => Selection,
  intervalMs: number,
): Selection {
  const [sample, setSample] = useState(() => select(store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      setSample(select(store.getState()));
    };
    const stop = store.subscribe(() => {
      timer ??= setTimeout(read, intervalMs);
    });
    read();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store, select, intervalMs]);
  return sample;
}
