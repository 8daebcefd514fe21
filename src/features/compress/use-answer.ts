import { useState } from 'react';
import { failureInWords } from '../../actions/engine.ts';

/** Something to be asked for with a button: the answer, whether it is on its way, and why there is none. */
export function useAnswer<T>(ask: () => Promise<T>) {
  const [answer, setAnswer] = useState<T | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const start = async () => {
    setIsAsking(true);
    setProblem(null);
    try {
      setAnswer(await ask());
    } catch (error) {
      setProblem(failureInWords(error));
    } finally {
      setIsAsking(false);
    }
  };
  return { answer, isAsking, problem, start: () => void start() };
}
