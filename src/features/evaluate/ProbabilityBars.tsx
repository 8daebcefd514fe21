import { formatPercent } from '../../ui/format.ts';
import { digits } from './confusion.ts';

/** How the network divides its certainty between the ten digits. */
export function ProbabilityBars({
  probabilities,
}: {
  readonly probabilities: readonly number[] | null;
}) {
  const best = Math.max(...(probabilities ?? [1]));
  return (
    <ol className="draw-bars" aria-label="Probabilities">
      {digits.map((digit) => {
        const probability = probabilities?.[digit] ?? 0;
        return (
          <li key={digit} className={probability === best ? 'best' : undefined}>
            <span>{digit}</span>
            <span className="bar" aria-hidden>
              <span style={{ width: `${100 * probability}%` }} />
            </span>
            <span className="percent">
              {probabilities === null ? '–' : formatPercent(probability)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
