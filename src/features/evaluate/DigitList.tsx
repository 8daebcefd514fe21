import './DigitList.css';
import type { ReadDigit } from '../../actions/read-images.ts';
import { DigitImage } from '../../ui/DigitImage.tsx';
import { formatPercent } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { oneOf } from './confusion.ts';
import type { DigitPages } from './useDigitPages.ts';

/** Pages of test digits with what they are, what the network answered, and how sure it was. */
export function DigitList({ pages }: { readonly pages: DigitPages }) {
  const { digits, isLoading, hasMore, problem, more } = pages;
  return (
    <div className="digit-list">
      {digits.length > 0 && (
        <ul aria-label="Digits">
          {digits.map((digit) => (
            <DigitItem key={digit.index} digit={digit} />
          ))}
        </ul>
      )}
      {digits.length === 0 && !isLoading && problem === null && (
        <p className="small">No image here.</p>
      )}
      {isLoading && <p className="small">Reading the images…</p>}
      {problem !== null && (
        <Notice kind="problem">
          {problem}
          <button type="button" className="button" onClick={more}>
            Try again
          </button>
        </Notice>
      )}
      {hasMore && !isLoading && problem === null && (
        <button type="button" className="button" onClick={more}>
          Show more
        </button>
      )}
    </div>
  );
}

function DigitItem({ digit }: { readonly digit: ReadDigit }) {
  const { index, label, answer, confidence, pixels } = digit;
  const isRight = label === answer;
  const sure = confidence === null ? '' : `, ${formatPercent(confidence, 0)} sure`;
  return (
    <li>
      <DigitImage
        pixels={pixels}
        label={`Test image ${index}: ${oneOf(label)} read as ${answer}${sure}`}
      />
      <span aria-hidden>
        {label} <span className={isRight ? 'right' : 'wrong'}>{isRight ? '✓' : `→ ${answer}`}</span>
      </span>
      {confidence !== null && (
        <span aria-hidden className="small">
          {formatPercent(confidence, 0)}
        </span>
      )}
    </li>
  );
}
