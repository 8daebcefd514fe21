import { useStore } from 'zustand';
import { answeredTest } from '../../actions/answered-test.ts';
import { readTestPixels } from '../../actions/read-images.ts';
import { trainControl } from '../../actions/start-training.ts';
import { agreementOf } from '../../core/compare-runs.ts';
import { distillationInWords } from '../../core/distillation.ts';
import { runsStore } from '../../stores/runs.ts';
import { FlippedDigits } from '../../ui/FlippedDigits.tsx';
import { accuracyInWords, formatBytes, formatInteger, formatMs } from '../../ui/format.ts';
import { TestedPair } from '../../ui/TestedPair.tsx';
import { type TestedRun, verdictInWords } from './comparison.ts';
import { NaiveDistillation } from './NaiveDistillation.tsx';
import type { Class } from './student.ts';
import { ThreeCurves } from './ThreeCurves.tsx';

const withoutAndWith = ['without the teacher', 'with it'] as const;

/** A student beside its teacher and beside the same network without one. */
export function StudentView(pupils: Class) {
  const { student, teacher, control, distillation } = pupils;
  return (
    <div className="CompareView">
      <p>
        <strong className="CompareView-variant">{student.name}</strong> learnt from{' '}
        {teacher?.name ?? 'a teacher that is not among your runs'} (
        {distillationInWords(distillation.params)}).{' '}
        {control !== null && (
          <>
            Against its control:{' '}
            <TestedPair before={control} after={student} read={answeredTest}>
              {verdictInWords}
            </TestedPair>
          </>
        )}
      </p>
      {control === null && <MissingControl student={student} />}
      <ClassTable {...pupils} />
      <section>
        <h3>How they learned</h3>
        <ThreeCurves {...pupils} />
      </section>
      {teacher !== null && (
        <NaiveDistillation key={student.id} {...{ student, teacher, control }} />
      )}
      {control !== null && (
        <TestedPair before={control} after={student} read={answeredTest}>
          {(before, after) => (
            <FlippedDigits
              readPixels={readTestPixels}
              key={control.id}
              {...{ before, after }}
              words={withoutAndWith}
            />
          )}
        </TestedPair>
      )}
    </div>
  );
}

/** Without it nobody knows whether the teacher or the training did it. */
function MissingControl({ student }: { readonly student: TestedRun }) {
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  return (
    <div className="row">
      <button
        type="button"
        className="button"
        disabled={isTraining}
        onClick={() => void trainControl(student)}
      >
        Train its control
      </button>
      <span className="small">
        {isTraining
          ? 'Waits while a network trains.'
          : 'The same network, seed and steps without the teacher: what did the teacher bring?'}
      </span>
    </div>
  );
}

function ClassTable({ student, teacher, control }: Class) {
  const columns = [
    { role: 'teacher', run: teacher },
    { role: 'student', run: student },
    { role: 'control, no teacher', run: control },
  ];
  const rows = [
    { name: 'Test accuracy', of: ({ test }: TestedRun) => accuracyInWords(test) },
    {
      name: 'Same answer as the teacher',
      of: (run: TestedRun) => (teacher === null ? '–' : <Agreement {...{ run, teacher }} />),
    },
    { name: 'Validation accuracy', of: (run: TestedRun) => accuracyInWords(run.validation) },
    { name: 'Parameters', of: ({ size }: TestedRun) => formatInteger(size.parameters) },
    { name: 'File', of: ({ size }: TestedRun) => formatBytes(size.fileBytes) },
    {
      name: 'Latency p50',
      of: ({ latency }: TestedRun) => (latency === null ? '–' : formatMs(latency.p50Ms)),
    },
  ];
  return (
    <div className="CompareView-scroll">
      <table className="CompareView-table">
        <caption className="visually-hidden">Teacher, student and control</caption>
        <thead>
          <tr>
            <td />
            {columns.map(({ role, run }) => (
              <th key={role} scope="col" className={run === student ? 'CompareView-variant' : ''}>
                {run?.name ?? '–'}
                <span className="small">{role}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map(({ role, run }) => (
                <td key={role}>{run === null ? '–' : of(run)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small">
        Test: n = {formatInteger(student.test.n)} images; validation: n ={' '}
        {formatInteger(student.validation.n)}; ± half of the 95 % interval (Wilson). A student that
        agrees with its teacher no more than the control does has learnt nothing from it.
      </p>
    </div>
  );
}

function Agreement({ run, teacher }: { readonly run: TestedRun; readonly teacher: TestedRun }) {
  if (run === teacher) return '–';
  return (
    <TestedPair before={run} after={teacher} read={answeredTest}>
      {(before, after) => {
        const { same, n } = agreementOf(before, after);
        return accuracyInWords({ correct: same, n });
      }}
    </TestedPair>
  );
}
