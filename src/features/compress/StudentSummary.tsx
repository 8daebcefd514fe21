import { GitCompareArrows } from 'lucide-react';
import { openView } from '../../actions/address.ts';
import { agreementOf } from '../../core/compare-runs.ts';
import { Figure } from '../../ui/Figure.tsx';
import { accuracyInWords, formatInteger, formatPercent } from '../../ui/format.ts';
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
            value={agreementInWords(student, teacher)}
            note={
              <>
                of {formatInteger(student.test.n)} test images
                {control !== null && `; its control ${agreementInWords(control, teacher)}`}
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
      {control !== null && <p className="small">{verdictInWords(control, student)}</p>}
      <button type="button" className="button" onClick={() => openView('compare')}>
        <GitCompareArrows aria-hidden /> Student, teacher and control
      </button>
    </section>
  );
}

/** `94.35 %`: how often it answers as the teacher does, right or wrong. */
function agreementInWords(run: TestedRun, teacher: TestedRun): string {
  const { same, n } = agreementOf(run.test, teacher.test);
  return formatPercent(same / n, 2);
}
