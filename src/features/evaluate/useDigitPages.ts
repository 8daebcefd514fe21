import { useCallback, useEffect, useRef, useState } from 'react';
import { failureInWords } from '../../actions/engine.ts';
import type { DigitPage, ReadDigit } from '../../actions/read-images.ts';

export interface DigitPages {
  readonly digits: readonly ReadDigit[];
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly problem: string | null;
  readonly more: () => void;
}

/** Reads one page after another; `from` counts in the reader's own places. */
export type ReadPage = (from: number) => Promise<DigitPage>;

const start = { digits: [] as readonly ReadDigit[], next: 0 as number | null };

/** Pages of images, from the first again when `readPage` changes: keep it stable. */
export function useDigitPages(readPage: ReadPage): DigitPages {
  const [page, setPage] = useState<DigitPage>(start);
  const [isLoading, setIsLoading] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const wanted = useRef<ReadPage>(readPage);

  const load = useCallback(
    async (from: DigitPage) => {
      if (from.next === null) return;
      setIsLoading(true);
      setProblem(null);
      try {
        const added = await readPage(from.next);
        if (wanted.current !== readPage) return;
        setPage({ digits: [...from.digits, ...added.digits], next: added.next });
      } catch (error) {
        if (wanted.current === readPage) setProblem(failureInWords(error));
      }
      if (wanted.current === readPage) setIsLoading(false);
    },
    [readPage],
  );

  useEffect(() => {
    wanted.current = readPage;
    setPage(start);
    void load(start);
  }, [readPage, load]);

  return {
    digits: page.digits,
    isLoading,
    hasMore: page.next !== null,
    problem,
    more: () => void load(page),
  };
}
