import { useMemo, useState } from 'react';
import { drawCandidates } from '../../core/best-of-many.ts';
import { formatPercent } from '../../ui/format.ts';

const setup = { accuracy: 0.99, validationImages: 5000, testImages: 10_000 };
const count = 50;
const width = 600;
const height = 90;
const [from, to] = [0.9855, 0.9945];
/** Told apart by shape too: SVG path data around 0, 0. */
const marks = {
  best: 'M0 -8L8 6H-8Z',
  chosen: 'M-6 -6H6V6H-6Z',
  other: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z',
};
const xOf = (accuracy: number) => (width * (accuracy - from)) / (to - from);

/** Fifty networks that are equally good, and what choosing the best of them by its test accuracy makes of that. */
export function BestOfMany() {
  const [seed, setSeed] = useState(1);
  const { candidates, byTest, byValidation } = useMemo(
    () => drawCandidates(count, { ...setup, seed }),
    [seed],
  );
  const accuracyAt = (place: number) => (candidates[place]?.testCorrect ?? 0) / setup.testImages;
  const named = new Set([byValidation, byTest]);
  const others = [...candidates.keys()].filter((place) => !named.has(place));
  const lastOnTop = [...others, ...named];
  const [best, chosen] = [accuracyAt(byTest), accuracyAt(byValidation)];
  return (
    <section aria-label="Choosing on the test set">
      <h3>Choosing on the test set</h3>
      <p className="small">
        A simulation: {count} networks that all read 99 % of all digits there are. Read once on
        10,000 test images each, they differ by chance alone. Who keeps the best of them by its test
        accuracy reports {formatPercent(best, 2)}, which no network here is worth. Who chooses on
        5,000 validation images, and then reads the test set once, reports{' '}
        {formatPercent(chosen, 2)}.
      </p>
      <svg
        className="BestOfMany"
        viewBox={`-10 0 ${width + 20} ${height}`}
        role="img"
        aria-label={`Test accuracies of ${count} equal networks from ${formatPercent(Math.min(...candidates.map((_, place) => accuracyAt(place))), 2)} to ${formatPercent(best, 2)}; chosen on validation: ${formatPercent(chosen, 2)}`}
      >
        <path className="axis" d={`M0 60H${width}`} />
        {[0.986, 0.988, 0.99, 0.992, 0.994].map((tick) => (
          <text key={tick} x={xOf(tick)} y={80}>
            {formatPercent(tick)}
          </text>
        ))}
        <path className="truth" d={`M${xOf(setup.accuracy)} 8V66`} />
        {lastOnTop.map((place) => {
          const role = place === byTest ? 'best' : place === byValidation ? 'chosen' : 'other';
          const at = `translate(${xOf(accuracyAt(place))} ${20 + ((place * 7) % 34)})`;
          return <path key={place} className={role} d={marks[role]} transform={at} />;
        })}
      </svg>
      <div className="row">
        <span className="small">
          Line: what all of them are worth · <span className="BestOfMany-best">▲</span> best by test
          accuracy · <span className="BestOfMany-chosen">■</span> chosen on validation
        </span>
        <button type="button" className="button" onClick={() => setSeed(seed + 1)}>
          Draw again
        </button>
      </div>
    </section>
  );
}
