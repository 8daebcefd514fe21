import { useEffect, useRef, useState } from 'react';
import { type AskOptions, failureInWords } from '../../actions/engine.ts';

/** Something to be asked for with a button, and how the asking goes. */
export interface Answer<T> {
  readonly answer: T | null;
  /** How far it has come, from 0 to 1; null where nothing is on its way. */
  readonly done: number | null;
  /** Why there is none, in words. */
  readonly problem: string | null;
  start(): void;
  cancel(): void;
}

/** Whoever leaves the page has no more use for an answer: it is cancelled. */
export function useAnswer<T>(ask: (options: AskOptions) => Promise<T>): Answer<T> {
  const [answer, setAnswer] = useState<T | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), []);
  const start = async () => {
    const controller = new AbortController();
    asking.current = controller;
    setDone(0);
    setProblem(null);
    try {
      setAnswer(await ask({ signal: controller.signal, onProgress: setDone }));
    } catch (error) {
      setProblem(failureInWords(error));
    } finally {
      setDone(null);
    }
  };
  return {
    answer,
    done,
    problem,
    start: () => void start(),
    cancel: () => asking.current?.abort(),
  };
}
