import { damageByClass } from '../../core/compare-runs.ts';
import type { PairProps } from './PairHead.tsx';

/** What each digit lost or won, in test images: an average can hide one that is hit hard. */
export function ClassDamage({ before, after }: PairProps) {
  const damage = damageByClass(before.test, after.test);
  const most = Math.max(1, ...damage.map((one) => Math.abs(one.after - one.before)));
  return (
    <section>
      <h3>Digit by digit</h3>
      <p className="small">
        Test images of each digit that are right now and were not, or were and are not.
      </p>
      <ul className="ClassDamage">
        {damage.map(({ digit, n, before: was, after: is }) => {
          const change = is - was;
          const height = `${(50 * Math.abs(change)) / most}%`;
          return (
            <li key={digit} title={`${was} of ${n} right before, ${is} after`}>
              <span className="ClassDamage-bar" aria-hidden>
                <span
                  className={change < 0 ? 'lost' : 'won'}
                  style={change < 0 ? { top: '50%', height } : { bottom: '50%', height }}
                />
              </span>
              <strong>{digit}</strong>
              <span className="small">
                {change > 0 ? `+${change}` : String(change).replace('-', '−')}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
