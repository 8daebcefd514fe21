import { GitCompareArrows } from 'lucide-react';
import { openView } from '../../actions/address.ts';
import { agreementOf } from '../../core/compare-runs.ts';
import { Figure } from '../../ui/Figure.tsx';
import { accuracyInWords, formatInteger, formatPercent } from '../../ui/format.ts';
import { differenceInWords, verdictInWords } from './comparison.ts';
import type { Class } from './student.ts';

/** What a teacher brought, in two figures and a sentence; the rest is one click away. */
export function StudentSummary({ student, teacher, control }: Class) {
  const agreement = teacher && agreementOf(student.test, teacher.test);
  return (
    <section className="VariantSummary" aria-label="Student and teacher">
      <div className="VariantSummary-figures">
        {agreement !== null && (
          <Figure
            name="Agreement with the teacher"
            label="answers as its teacher does"
            value={formatPercent(agreement.same / agreement.n, 2)}
            note={`of ${formatInteger(agreement.n)} test images`}
            color="var(--variant)"
          />
        )}
        <Figure
          name="Student accuracy"
          label={
            control === null ? 'test' : `${differenceInWords(control, student)} by its teacher`
          }
          value={formatPercent(student.test.correct / student.test.n, 2)}
          note={
            control === null
              ? 'no control yet'
              : `without a teacher ${accuracyInWords(control.test)}`
          }
          color="var(--variant)"
        />
      </div>
      {control !== null && (
        <p className="small">Against its control: {verdictInWords(control, student)}</p>
      )}
      <button type="button" className="button" onClick={() => openView('compare')}>
        <GitCompareArrows aria-hidden /> Student, teacher and control
      </button>
    </section>
  );
}
