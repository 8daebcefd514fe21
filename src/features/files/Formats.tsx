import { Download } from 'lucide-react';
import { useState } from 'react';
import { failureInWords } from '../../actions/engine.ts';
import { saveRunAs, sizeOfRunAs } from '../../actions/runs.ts';
import type { RunRecord } from '../../core/run.ts';
import { pixelFormula } from '../../export/format.ts';
import { type NetworkFormatId, networkFormatIds, networkFormats } from '../../export/formats.ts';
import { formatBytes, formatInteger } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { tensorflowSizes, tensorflowVersion } from './tensorflow-sizes.ts';

const tools = [...new Set(networkFormatIds.map((id) => networkFormats[id].tool))];

type Sizes = Readonly<Partial<Record<NetworkFormatId, number>>>;

/** Every format that a run can be saved in, by tool, and why not where it cannot. */
export function Formats({ run }: { readonly run: RunRecord }) {
  const [sizes, setSizes] = useState<Sizes>({});
  const keep = (id: NetworkFormatId, bytes: number) =>
    setSizes((before) => ({ ...before, [id]: bytes }));
  const golden = tensorflowSizes(run.recipe.architecture);
  return (
    <section aria-label={`Save ${run.name}`}>
      <h3>Save “{run.name}” for</h3>
      <p className="small">
        {formatInteger(run.size.parameters)} parameters. Every file takes{' '}
        {pixelFormula[run.recipe.setup.pixelRange]} (grey levels of 0 to 255) and gives ten logits:
        softmax is left to whoever wants probabilities.
        {golden !== null &&
          ` Beside our bytes stand those that TensorFlow ${tensorflowVersion} writes for this network.`}
      </p>
      <AllSizes run={run} onSize={keep} />
      <dl className="FilesView-tools">
        {tools.map((tool) => (
          <div key={tool}>
            <dt>{tool}</dt>
            {networkFormatIds
              .filter((id) => networkFormats[id].tool === tool)
              .map((id) => (
                <dd key={id}>
                  <FormatRow
                    {...{ run, id }}
                    bytes={sizes[id] ?? null}
                    tensorflowBytes={golden?.[id] ?? null}
                    onSize={keep}
                  />
                </dd>
              ))}
          </div>
        ))}
      </dl>
    </section>
  );
}

interface SizesProps {
  readonly run: RunRecord;
  readonly onSize: (id: NetworkFormatId, bytes: number) => void;
}

/** Writes the run in every format, to see how many bytes each takes; nothing is saved. */
function AllSizes({ run, onSize }: SizesProps) {
  const [done, setDone] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const possible = networkFormatIds.filter((id) => networkFormats[id].problem(run.recipe) === null);
  const measure = async () => {
    setDone(0);
    setProblem(null);
    try {
      for (const [place, id] of possible.entries()) {
        onSize(id, await sizeOfRunAs(run, id));
        setDone((place + 1) / possible.length);
      }
    } catch (error) {
      setProblem(failureInWords(error));
    }
    setDone(null);
  };
  return (
    <div className="row">
      <button
        type="button"
        className="button"
        disabled={done !== null || run.isWithoutWeights === true}
        onClick={() => void measure()}
      >
        Show the size of each
      </button>
      {done !== null && <progress className="progress" aria-label="Formats written" value={done} />}
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
    </div>
  );
}

interface FormatRowProps extends SizesProps {
  readonly id: NetworkFormatId;
  /** Of our file; null while it is not written. */
  readonly bytes: number | null;
  /** Of TensorFlow's; null where it is not known. */
  readonly tensorflowBytes: number | null;
}

function FormatRow({ run, id, bytes, tensorflowBytes, onSize }: FormatRowProps) {
  const [state, setState] = useState<'idle' | 'writing' | 'saved'>('idle');
  const [failure, setFailure] = useState<string | null>(null);
  const { label, purpose, problem, extension } = networkFormats[id];
  const reason = problem(run.recipe);
  const save = async () => {
    setState('writing');
    setFailure(null);
    try {
      onSize(id, await saveRunAs(run, id));
      setState('saved');
    } catch (error) {
      setFailure(failureInWords(error));
      setState('idle');
    }
  };
  return (
    <div className="FilesView-format">
      <span className="FilesView-words">
        <strong>{label}</strong> <code>{extension}</code>
        <br />
        <span className="small">{reason ?? purpose}</span>
      </span>
      <output className="small FilesView-size" aria-label={`Size of ${label}`}>
        {state === 'writing' && 'writing …'}
        {state === 'saved' && 'saved, '}
        {state !== 'writing' && bytes !== null && formatBytes(bytes)}
        {reason === null && tensorflowBytes !== null && (
          <>
            <br />
            TensorFlow: {formatBytes(tensorflowBytes)}
            {id === 'keras' && ', without the optimizer'}
          </>
        )}
      </output>
      <button
        type="button"
        className="button"
        aria-label={`Save as ${label}`}
        disabled={reason !== null || state === 'writing' || run.isWithoutWeights === true}
        onClick={() => void save()}
      >
        <Download aria-hidden /> Save
      </button>
      {failure !== null && <Notice kind="problem">{failure}</Notice>}
    </div>
  );
}
