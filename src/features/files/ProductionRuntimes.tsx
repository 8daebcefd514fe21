import './ProductionRuntimes.css';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { failureInWords } from '../../actions/engine.ts';
import {
  measureEverywhere,
  type Numbers,
  type ProductionPair,
  type ProductionRow,
  pairOf,
} from '../../actions/production.ts';
import type { RunRecord } from '../../core/run.ts';
import { runsStore } from '../../stores/runs.ts';
import { accuracyInWords, formatBytes, formatInteger, formatMs } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

const runtimeNames = {
  sizewise: 'Sizewise, our kernels',
  'onnxruntime-web': 'ONNX Runtime Web',
  litert: 'LiteRT.js',
} as const;
const numberNames: Readonly<Record<Numbers, string>> = { float32: 'Float32', int8: 'Int8' };

/** The same network in the runtimes that others ship, beside our own: latency, accuracy, and what the runtime weighs. */
export function ProductionRuntimes({ run }: { readonly run: RunRecord }) {
  const runs = useStore(runsStore, (state) => state.runs);
  const isTraining = useStore(runsStore, ({ active }) => active !== null);
  const pair = pairOf(run, runs);
  const { rows, done, problem, start, cancel } = useMeasurement(pair);
  const isMeasuring = done !== null;
  return (
    <section className="ProductionRuntimes" aria-labelledby="production-runtimes">
      <h3 id="production-runtimes">In a production runtime</h3>
      <p>
        Runs this network's own files in ONNX Runtime Web and LiteRT.js, in this browser, on one
        thread. Each is loaded when you press the button: about 10 to 15 MB.
      </p>
      {absenceInWords(pair) !== null && <Notice>{absenceInWords(pair)}</Notice>}
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={isTraining && !isMeasuring}
          onClick={isMeasuring ? cancel : start}
        >
          {isMeasuring
            ? 'Cancel'
            : rows.length > 0
              ? 'Measure again'
              : 'Measure in a production runtime'}
        </button>
        {isMeasuring && (
          <progress className="progress" aria-label="Runtimes measured" value={done} />
        )}
        {isTraining && !isMeasuring && <span className="small">Waits while a network trains.</span>}
      </div>
      {rows.length > 0 && <Figures rows={rows} />}
    </section>
  );
}

function absenceInWords({ float32, int8 }: ProductionPair): string | null {
  if (float32 === null && int8 === null)
    return 'These runtimes take floats or int8: select a run of one of them.';
  if (int8 === null) return 'For the int8 rows, press int8 on the bench first.';
  return float32 === null ? 'The run that this variant was made from is gone: int8 only.' : null;
}

/** Whoever leaves has no more use for it: it is cancelled. */
function useMeasurement(pair: ProductionPair) {
  const [rows, setRows] = useState<readonly ProductionRow[]>([]);
  const [done, setDone] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), []);
  const start = async () => {
    const controller = new AbortController();
    asking.current = controller;
    setRows([]);
    setProblem(null);
    setDone(0);
    try {
      const onRow = (row: ProductionRow) => setRows((before) => [...before, row]);
      await measureEverywhere(pair, { signal: controller.signal, onProgress: setDone, onRow });
    } catch (error) {
      setProblem(failureInWords(error));
    } finally {
      setDone(null);
    }
  };
  return { rows, done, problem, start: () => void start(), cancel: () => asking.current?.abort() };
}

function Figures({ rows }: { readonly rows: readonly ProductionRow[] }) {
  const n = rows.find(({ score }) => score !== null)?.score?.n ?? 0;
  const example = rows.find(({ latency }) => latency !== null)?.latency ?? null;
  return (
    <>
      <div className="ProductionRuntimes-scroll">
        <table>
          <caption className="visually-hidden">One network in several runtimes</caption>
          <thead>
            <tr>
              <th scope="col">Runtime</th>
              <th scope="col">Numbers</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
              <th scope="col">Accuracy</th>
              <th scope="col">Runtime's size</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.runtime} ${row.numbers}`} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="small">
        Batch 1, warm, by one protocol
        {example !== null && `: three rounds of blocks of at least ${blockInWords()}`}. Accuracy on
        the {formatInteger(n)} validation images, with its 95 % interval; the test set is not read
        again. The size is what the browser loads for the runtime alone.
      </p>
    </>
  );
}

const blockInWords = (): string => (globalThis.crossOriginIsolated ? '2 ms' : '10 ms');

function Row({ row }: { readonly row: ProductionRow }) {
  const { runtime, numbers, latency, score, downloadBytes, problem } = row;
  return (
    <tr>
      <th scope="row">{runtimeNames[runtime]}</th>
      <td>{numberNames[numbers]}</td>
      {problem !== null ? (
        <td className="ProductionRuntimes-problem" colSpan={4}>
          {problem}
        </td>
      ) : (
        <>
          <td>{latency && formatMs(latency.p50Ms)}</td>
          <td>{latency && formatMs(latency.p95Ms)}</td>
          <td>{score && accuracyInWords(score)}</td>
          <td>{downloadBytes === null ? 'this page' : formatBytes(downloadBytes)}</td>
        </>
      )}
    </tr>
  );
}
