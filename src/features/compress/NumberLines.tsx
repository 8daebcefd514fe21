import type { QuantizedRange } from '../../core/stored-model.ts';
import type { NamedRange } from '../../protocol/quantization-report.ts';

interface NumberLinesProps {
  /** Of the input, and then of every operation's output. */
  readonly ranges: readonly NamedRange[];
}

const [leastCode, mostCode] = [-128, 127];

/** Which real numbers the codes of each activation stand for, and where its zero is. */
export function NumberLines({ ranges }: NumberLinesProps) {
  return (
    <>
      <h4>
        Number lines of the activations: 256 codes, {minus(leastCode)} to {mostCode}
      </h4>
      <ul className="NumberLines">
        {inGroups(ranges).map(({ names, range }) => (
          <li key={names.join()}>
            <span>{names.join(', ')}</span>
            <span className="NumberLines-end">{minus(realOf(range, leastCode).toFixed(2))}</span>
            <span className="NumberLines-line" aria-hidden>
              <span
                style={{
                  left: `${(100 * (range.zeroPoint - leastCode)) / (mostCode - leastCode)}%`,
                }}
              />
            </span>
            <span className="NumberLines-end">{minus(realOf(range, mostCode).toFixed(2))}</span>
            <span className="small">
              scale {range.scale.toPrecision(3)} · zero point {minus(range.zeroPoint)}
            </span>
          </li>
        ))}
      </ul>
      <p className="small">
        real number = scale × (code − zero point); the mark is 0. After a ReLU nothing lies below 0,
        so all codes are spent above it.
      </p>
    </>
  );
}

const realOf = ({ scale, zeroPoint }: QuantizedRange, code: number): number =>
  scale * (code - zeroPoint);

/** Operations that pass codes on as they are share a line with the one before. */
function inGroups(ranges: readonly NamedRange[]) {
  const groups: { names: string[]; range: QuantizedRange }[] = [];
  for (const range of ranges) {
    const last = groups.at(-1);
    if (last?.range.scale === range.scale && last.range.zeroPoint === range.zeroPoint)
      last.names.push(range.name);
    else groups.push({ names: [range.name], range });
  }
  return groups;
}

const minus = (number: number | string): string => String(number).replace('-', '−');
