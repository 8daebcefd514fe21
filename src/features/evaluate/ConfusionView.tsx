import './WrongView.css';
import { useCallback } from 'react';
import { useStore } from 'zustand';
import { readRightDigits, readWrongDigits } from '../../actions/read-images.ts';
import type { TestResult } from '../../core/run.ts';
import { wrongAnswersOf } from '../../core/wrong-answers.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { type ConfusionCell, viewStore } from '../../stores/view.ts';
import { ConfusionMatrix } from './ConfusionMatrix.tsx';
import { countAt, imagesInWords, worstConfusion } from './confusion.ts';
import { DigitList } from './DigitList.tsx';
import { NoResult } from './NoResult.tsx';
import { Reliability } from './Reliability.tsx';
import { useDigitPages } from './useDigitPages.ts';

const pageSize = 60;
const testImages = 10_000;

const pickCell = (confusionCell: ConfusionCell) => viewStore.setState({ confusionCell });

/** The selected run's confusion matrix, and the images behind one of its cells. */
export function ConfusionView() {
  const run = useStore(runsStore, selectedRun);
  const picked = useStore(viewStore, ({ confusionCell }) => confusionCell);
  if (run === null || run.test === null) return <NoResult />;
  const { test } = run;
  const cell = picked ?? worstConfusion(test.confusion);
  return (
    <div className="confusion-view">
      <p>
        Each row is what {run.name}'s test digits are, each column what it answered. The blue
        diagonal is right, red is wrong. Pick a cell to see its images; arrow keys move.
      </p>
      <div className="split">
        <div className="matrix">
          <p className="axis">true digit ↓ · answer →</p>
          <ConfusionMatrix confusion={test.confusion} selected={cell} onPick={pickCell} large />
        </div>
        {cell !== null && (
          <CellImages key={`${run.id} ${cell.label} ${cell.answer}`} test={test} cell={cell} />
        )}
      </div>
      <Reliability test={test} />
    </div>
  );
}

function CellImages({ test, cell }: { readonly test: TestResult; readonly cell: ConfusionCell }) {
  const { label, answer } = cell;
  const readPage = useCallback(
    async (from: number) => {
      if (label === answer) return await readRightPage(test, label, from);
      const wrong = wrongAnswersOf(test).filter(
        (one) => one.label === label && one.answer === answer,
      );
      const next = Math.min(from + pageSize, wrong.length);
      return {
        digits: await readWrongDigits(wrong.slice(from, next)),
        next: next < wrong.length ? next : null,
      };
    },
    [test, label, answer],
  );
  const count = countAt(test.confusion, label, answer);
  const pages = useDigitPages(readPage);
  return (
    <section className="cell" aria-labelledby="confusion-cell">
      <h3 id="confusion-cell">
        {label === answer ? `${label} read right` : `${label} read as ${answer}`}:{' '}
        {imagesInWords(count)}
      </h3>
      <DigitList pages={{ ...pages, hasMore: pages.hasMore && pages.digits.length < count }} />
    </section>
  );
}

async function readRightPage(test: TestResult, label: number, from: number) {
  const { digits, next } = await readRightDigits(test.wrong, { label, from, count: pageSize });
  return { digits, next: next < testImages ? next : null };
}
