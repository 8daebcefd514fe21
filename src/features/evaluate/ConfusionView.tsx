import './WrongView.css';
import { useCallback } from 'react';
import { useStore } from 'zustand';
import { readRightDigits, readWrongDigits } from '../../actions/read-images.ts';
import type { RunRecord, TestResult } from '../../core/run.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { type ConfusionCell, viewStore } from '../../stores/view.ts';
import { ConfusionMatrix } from './ConfusionMatrix.tsx';
import { countAt, imagesInWords, worstConfusion } from './confusion.ts';
import { DigitList } from './DigitList.tsx';
import { NoResult } from './NoResult.tsx';
import { Reliability } from './Reliability.tsx';
import { useDigitPages } from './useDigitPages.ts';

const pageSize = 60;

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
          <CellImages key={`${run.id} ${cell.label} ${cell.answer}`} {...{ run, test, cell }} />
        )}
      </div>
      <Reliability test={test} />
    </div>
  );
}

interface CellImagesProps {
  readonly run: RunRecord;
  readonly test: TestResult;
  readonly cell: ConfusionCell;
}

function CellImages({ run, test, cell }: CellImagesProps) {
  const { id, name } = run;
  const { label, answer } = cell;
  const readPage = useCallback(
    (from: number) => {
      const page = { from, count: pageSize };
      if (label === answer) return readRightDigits({ id, name }, { label, ...page });
      return readWrongDigits(
        { id, name },
        (one) => one.label === label && one.answer === answer,
        page,
      );
    },
    [id, name, label, answer],
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
