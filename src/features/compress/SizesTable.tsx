import type { RunSize } from '../../core/run.ts';
import { formatBytes, formatInteger } from '../../ui/format.ts';
import { PairHead, type PairProps } from './PairHead.tsx';

type Stored = NonNullable<RunSize['stored']>;

interface Way {
  readonly name: string;
  readonly hint: string;
  readonly bytes: (size: RunSize, stored: Stored) => number | null;
}

const ways: readonly Way[] = [
  { name: 'Float32', hint: 'parameters × 4', bytes: (_, stored) => stored.float32Bytes },
  {
    name: 'Packed',
    hint: 'each weight at its own bits, with scales or code books',
    bytes: (_, stored) => stored.packedBytes,
  },
  {
    name: 'Sparse: bitmask',
    hint: 'a bit a weight, and those that are not zero',
    bytes: (_, stored) => stored.bitmaskBytes,
  },
  {
    name: 'Sparse: CSR',
    hint: 'two bytes of column with each',
    bytes: (_, stored) => stored.csrBytes,
  },
  {
    name: 'Sparse: relative index',
    hint: 'gaps of 5 or 8 bits',
    bytes: (_, stored) => stored.relativeIndexBytes,
  },
  { name: 'File', hint: 'what Download gives', bytes: ({ fileBytes }) => fileBytes },
  {
    name: 'File, deflated',
    hint: 'really run, by this browser',
    bytes: ({ deflatedBytes }) => deflatedBytes,
  },
  {
    name: 'File, Huffman-coded',
    hint: 'where weights are codes',
    bytes: (_, { huffmanFileBytes }) => huffmanFileBytes,
  },
];

/** The sizes of one model, always together: they answer different questions. */
export function SizesTable({ before, after }: PairProps) {
  const most = Math.max(
    1,
    ...[before, after].flatMap(({ size }) => ways.map((way) => bytesOf(way, size) ?? 0)),
  );
  return (
    <section>
      <h3>Sizes of one and the same network</h3>
      <p className="small">
        {formatInteger(before.size.parameters)} parameters before,{' '}
        {formatInteger(after.size.parameters)} after. Zeros make a file smaller only where they are
        stored as such.
      </p>
      <div className="CompareView-scroll">
        <table className="CompareView-table">
          <caption className="visually-hidden">Sizes in bytes</caption>
          <PairHead before={before} after={after} last={<td />} />
          <tbody>
            {ways.map((way) => {
              const [first, second] = [before, after].map(({ size }) => bytesOf(way, size));
              return (
                <tr key={way.name}>
                  <th scope="row">
                    {way.name}
                    <span className="small">{way.hint}</span>
                  </th>
                  <td>{bytesOr(first)}</td>
                  <td>{bytesOr(second)}</td>
                  <td className="CompareView-bars" aria-hidden>
                    <span style={{ width: widthOf(first, most) }} />
                    <span className="variant" style={{ width: widthOf(second, most) }} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Null where the run is older than this way of counting, or it does not apply. */
function bytesOf({ bytes }: Way, size: RunSize): number | null {
  return size.stored === undefined ? null : bytes(size, size.stored);
}

const bytesOr = (bytes: number | null | undefined): string =>
  bytes === null || bytes === undefined ? '–' : formatBytes(bytes);

const widthOf = (bytes: number | null | undefined, most: number): string =>
  `${(100 * (bytes ?? 0)) / most}%`;
