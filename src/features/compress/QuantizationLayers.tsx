import './Quantization.css';
import type { QuantizationReport, TensorReport } from '../../protocol/quantization-report.ts';
import { formatInteger, formatPercent } from '../../ui/format.ts';
import { HistogramPair } from './HistogramPair.tsx';
import { NumberLines } from './NumberLines.tsx';

interface ReportProps {
  readonly report: QuantizationReport;
}

/** What rounding did: each layer's signal and damage, each activation's number line, each kernel's values. */
export function QuantizationLayers({ report }: ReportProps) {
  const { tensors, ranges } = report;
  return (
    <>
      <LayerBars report={report} />
      {ranges !== null && <NumberLines ranges={ranges} />}
      <ul aria-label="Quantized tensors">
        {tensors
          .filter(({ bits }) => bits < 32)
          .map((tensor) => (
            <Tensor key={tensor.name} {...tensor} />
          ))}
      </ul>
    </>
  );
}

/** Full bars: what eight bits about reach, and a point of accuracy unless one layer loses more. */
const fullDb = 50;
const leastFullPoints = 1;

function LayerBars({ report }: ReportProps) {
  const { tensors, sensitivities, floats, quantized } = report;
  const layers = sensitivities.map(({ name, layerIndex, validation }) => ({
    name,
    lost: floats.correct - validation.correct,
    sqnrDb: kernelOf(tensors, layerIndex)?.sqnrDb ?? null,
  }));
  const pointsOf = (images: number) => (100 * images) / floats.n;
  const fullPoints = Math.max(leastFullPoints, ...layers.map(({ lost }) => pointsOf(lost)));
  return (
    <>
      <table className="LayerBars">
        <caption className="visually-hidden">Layers by what rounding does to them</caption>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Signal to noise of its kernel</th>
            <th scope="col">Accuracy lost if quantized alone</th>
          </tr>
        </thead>
        <tbody>
          {layers.map(({ name, lost, sqnrDb }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                {sqnrDb !== null && <Bar share={sqnrDb / fullDb} className="signal" />}
                {sqnrDb === null ? 'nothing lost' : `${sqnrDb.toFixed(1)} dB`}
              </td>
              <td>
                <Bar share={pointsOf(lost) / fullPoints} className="lost" />
                {lostInWords(lost, pointsOf(lost))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small">
        The weights of one layer at a time, on {formatInteger(floats.n)} validation images; a full
        bar is {fullPoints.toFixed(1)} {fullPoints === 1 ? 'point' : 'points'}, or {fullDb} dB
        (about 6 dB a bit). All layers together, in the arithmetic of the variant:{' '}
        {formatPercent(quantized.correct / quantized.n, 2)}; as floats{' '}
        {formatPercent(floats.correct / floats.n, 2)}.
      </p>
    </>
  );
}

const kernelOf = (tensors: readonly TensorReport[], layerIndex: number): TensorReport | undefined =>
  tensors.find((tensor) => tensor.layerIndex === layerIndex && tensor.bits < 32);

function Bar({ share, className }: { readonly share: number; readonly className: string }) {
  const width = `${100 * Math.min(1, Math.max(0, share))}%`;
  return (
    <span className="LayerBars-bar" aria-hidden>
      <span className={className} style={{ width }} />
    </span>
  );
}

/** `0.15 points, 3 images`; a win is said, not drawn. */
function lostInWords(images: number, points: number): string {
  if (images === 0) return 'none';
  const count = Math.abs(images);
  const words = `${Math.abs(points).toFixed(2)} points, ${count} ${count === 1 ? 'image' : 'images'}`;
  return images > 0 ? words : `${words} won`;
}

function Tensor({ name, bits, scales, sqnrDb, histogram }: TensorReport) {
  return (
    <li>
      <h4>{name}</h4>
      <p className="small">
        {bits} bits{scales.length > 0 && ` · ${scalesInWords(scales)}`}
        {sqnrDb !== null && ` · ${sqnrDb.toFixed(1)} dB`}
      </p>
      <HistogramPair
        label={`Values of ${name}`}
        before={{ ...histogram, counts: histogram.before }}
        after={{ ...histogram, counts: histogram.after }}
      />
    </li>
  );
}

/** `32 scales, 0.0010 to 0.0021`: one for each channel; weights have their zero at code 0. */
function scalesInWords(scales: readonly number[]): string {
  const [least, most] = [Math.min(...scales), Math.max(...scales)];
  return scales.length === 1
    ? `scale ${least.toPrecision(2)}`
    : `${scales.length} scales, ${least.toPrecision(2)} to ${most.toPrecision(2)}`;
}
