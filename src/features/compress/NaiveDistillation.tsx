import { distilNaively } from '../../actions/teacher.ts';
import type { Score } from '../../core/run.ts';
import type { NaiveDistillation as Naive } from '../../protocol/jobs.ts';
import { accuracyInWords, formatInteger } from '../../ui/format.ts';
import { AskButton } from './AskButton.tsx';
import type { TestedRun } from './comparison.ts';
import { useAnswer } from './use-answer.ts';

interface NaiveDistillationProps {
  readonly student: TestedRun;
  readonly teacher: TestedRun;
  readonly control: TestedRun | null;
}

/** The same student as the article's code would teach it, and never without the one that was taught well. */
export function NaiveDistillation({ student, teacher, control }: NaiveDistillationProps) {
  const asked = useAnswer((options) => distilNaively(student, teacher, options));
  const { answer } = asked;
  return (
    <section className="LatencyInTurn">
      <h3>The article's version, or the honest one</h3>
      <p className="small">
        The article's teacher was never trained, so it has nothing to teach; and its student takes
        ten steps in all, when an epoch of small batches takes hundreds. See what that comes to.
      </p>
      {answer !== null && <Versions naive={answer} {...{ student, control }} />}
      <AskButton
        of={asked}
        label={answer === null ? "Run the article's version" : 'Run it again'}
        doing="Steps taken"
      />
    </section>
  );
}

interface VersionsProps extends Omit<NaiveDistillationProps, 'teacher'> {
  readonly naive: Naive;
}

function Versions({ naive, student, control }: VersionsProps) {
  const honest = shareOf(student.validation);
  const { steps, images } = naive;
  const rows = [
    {
      name: 'Honest: a trained teacher, small batches',
      hint: `${formatInteger(student.steps)} steps: ${student.name}`,
      score: student.validation,
      isHonest: true,
    },
    ...(control === null
      ? []
      : [
          {
            name: 'Its control: no teacher',
            hint: `${formatInteger(control.steps)} steps: ${control.name}`,
            score: control.validation,
            isHonest: true,
          },
        ]),
    {
      name: "The article's: an untrained teacher",
      hint: `${steps} steps of ${formatInteger(images)} images each`,
      score: naive.untrainedTeacher,
      isHonest: false,
    },
    {
      name: 'The same with the trained teacher',
      hint: `${steps} steps of ${formatInteger(images)} images each`,
      score: naive.trainedTeacher,
      isHonest: false,
    },
  ];
  return (
    <div className="CompareView-scroll">
      <table className="Versions">
        <caption className="visually-hidden">Naive and honest distillation</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">Validation</th>
            <th scope="col">points</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, hint, score, isHonest }) => (
            <tr key={name} className={isHonest ? 'honest' : undefined}>
              <th scope="row">
                {name}
                <span className="small">{hint}</span>
              </th>
              <td>{accuracyInWords(score, 1)}</td>
              <td>{pointsInWords(shareOf(score) - honest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small">
        n = {formatInteger(student.validation.n)} validation images; guessing gives 10 %. All start
        from the same weights; the naive ones learn from the teacher's logits alone, as in the
        article.
      </p>
    </div>
  );
}

const shareOf = ({ correct, n }: Score): number => correct / n;

/** `−89.1`, `+0.2`, `0.0`: of percent. */
function pointsInWords(difference: number): string {
  const text = Math.abs(100 * difference).toFixed(1);
  if (text === '0.0') return text;
  return difference < 0 ? `−${text}` : `+${text}`;
}
