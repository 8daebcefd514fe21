import type { Summary } from '../../core/summary.ts';

export interface EngineHealth {
  readonly engineProblem: string | null;
  readonly dataProblem: string | null;
  readonly lacksTeacher: boolean;
  /** Whether the teacher may be among runs that are not read yet. */
  readonly isReading: boolean;
}

interface Blocker {
  /** Why nothing can train, in words. */
  readonly reason: string;
  /** Trying again may help: nothing is wrong with the network. */
  readonly canRetry: boolean;
}

/** What stands between the user and training; null when nothing does. */
export function trainingBlocker(
  { problem }: Summary,
  { engineProblem, dataProblem, lacksTeacher, isReading }: EngineHealth,
): Blocker | null {
  if (problem !== null) return { reason: problem.message, canRetry: false };
  if (lacksTeacher)
    return {
      reason: isReading
        ? 'Reading your runs: the teacher of this network may be among them'
        : 'The teacher of this network is not among your runs: train it first (Setup, Teacher)',
      canRetry: false,
    };
  const failure = engineProblem ?? dataProblem;
  return failure === null ? null : { reason: failure, canRetry: true };
}
