import { GitCompareArrows } from 'lucide-react';
import { openView } from '../../actions/address.ts';
import { answeredTest } from '../../actions/answered-test.ts';
import { agreementOf } from '../../core/compare-runs.ts';
import { Figure } from '../../ui/Figure.tsx';
import { accuracyInWords, formatInteger, formatPercent } from '../../ui/format.ts';
import { TestedPair } from '../../ui/TestedPair.tsx';
import { differenceInWords, type TestedRun, verdictInWords } from './comparison.ts';
import type { Class } from './student.ts';

/** What a teacher brought, in two figures and a sentence; the rest is one click away. */
export function StudentSummary({ student, teacher, control }: Class) {
  return (
    <section className="VariantSummary" aria-label="Student and teacher">
      <div className="VariantSummary-figures">
        {teacher !== null && (
          <Figure
            name="Agreement with the teacher"
            label="answers as its teacher does"
            value={<Agreement run={student} teacher={teacher} />}
            note={
              <>
                of {formatInteger(student.test.n)} test images
                {control !== null && (
                  <>
                    ; its control <Agreement run={control} teacher={teacher} />
                  </>
                )}
              </>
            }
            color="var(--variant)"
          />
        )}
        <Figure
          name="Student accuracy"
          label={
            control === null ? 'test' : `${differenceInWords(control, student)} against its control`
          }
          value={formatPercent(student.test.correct / student.test.n, 2)}
          note={control === null ? 'no control yet' : `control ${accuracyInWords(control.test)}`}
          color="var(--variant)"
        />
      </div>
      {control !== null && (
        <p className="small">
          <TestedPair before={control} after={student} read={answeredTest}>
            {verdictInWords}
          </TestedPair>
        </p>
      )}
      <button type="button" className="button" onClick={() => openView('compare')}>
        <GitCompareArrows aria-hidden /> Student, teacher and control
      </button>
    </section>
  );
}

/** `94.35 %`: how often it answers as the teacher does, right or wrong. */
function Agreement({ run, teacher }: { readonly run: TestedRun; readonly teacher: TestedRun }) {
  return (
    <TestedPair before={run} after={teacher} read={answeredTest}>
      {(before, after) => {
        const { same, n } = agreementOf(before, after);
        return formatPercent(same / n, 2);
      }}
    </TestedPair>
  );
}
