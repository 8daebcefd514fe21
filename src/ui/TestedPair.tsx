import { type ReactNode, Suspense, use } from 'react';
import type { AnsweredTest } from '../core/run.ts';

interface TestedPairProps<Run> {
  readonly before: Run;
  readonly after: Run;
  /** Gives the same promise for the same run. */
  readonly read: (run: Run) => Promise<AnsweredTest | null>;
  readonly children: (before: AnsweredTest, after: AnsweredTest) => ReactNode;
}

/** What there is to say of two runs' answers to each test digit, as soon as those are read. */
export function TestedPair<Run>(props: TestedPairProps<Run>) {
  return (
    <Suspense fallback="…">
      <ReadPair {...props} />
    </Suspense>
  );
}

function ReadPair<Run>({ before, after, read, children }: TestedPairProps<Run>) {
  const readings = [read(before), read(after)] as const;
  const [first, second] = [use(readings[0]), use(readings[1])];
  if (first === null || second === null) return 'Their answers to each digit cannot be read here.';
  return children(first, second);
}
