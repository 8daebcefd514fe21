import { Download } from 'lucide-react';
import { useState } from 'react';
import { failureInWords } from '../../actions/engine.ts';
import { saveRunAs } from '../../actions/runs.ts';
import type { RunRecord } from '../../core/run.ts';
import { type NetworkFormatId, networkFormatIds, networkFormats } from '../../export/formats.ts';
import { formatBytes, formatInteger } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';

const tools = [...new Set(networkFormatIds.map((id) => networkFormats[id].tool))];

/** Every format that a run can be saved in, by tool, and why not where it cannot. */
export function Formats({ run }: { readonly run: RunRecord }) {
  return (
    <section aria-label={`Save ${run.name}`}>
      <h3>Save “{run.name}” for</h3>
      <p className="small">
        {formatInteger(run.size.parameters)} parameters. Every file takes{' '}
        {run.recipe.setup.pixelRange === '0..1' ? 'grey levels / 255' : 'grey levels / 127.5 − 1'}{' '}
        and gives ten logits: softmax is left to whoever wants probabilities.
      </p>
      <dl className="FilesView-tools">
        {tools.map((tool) => (
          <div key={tool}>
            <dt>{tool}</dt>
            {networkFormatIds
              .filter((id) => networkFormats[id].tool === tool)
              .map((id) => (
                <dd key={id}>
                  <FormatRow run={run} id={id} />
                </dd>
              ))}
          </div>
        ))}
      </dl>
    </section>
  );
}

type Saving =
  | { readonly state: 'idle' | 'writing' }
  | { readonly state: 'saved'; readonly bytes: number }
  | { readonly state: 'failed'; readonly problem: string };

function FormatRow({ run, id }: { readonly run: RunRecord; readonly id: NetworkFormatId }) {
  const [saving, setSaving] = useState<Saving>({ state: 'idle' });
  const { label, purpose, problem, extension } = networkFormats[id];
  const reason = problem(run.recipe);
  const save = async () => {
    setSaving({ state: 'writing' });
    try {
      setSaving({ state: 'saved', bytes: await saveRunAs(run, id) });
    } catch (error) {
      const words = failureInWords(error);
      setSaving(words === null ? { state: 'idle' } : { state: 'failed', problem: words });
    }
  };
  return (
    <div className="FilesView-format">
      <span className="FilesView-words">
        <strong>{label}</strong> <code>{extension}</code>
        <br />
        <span className="small">{reason ?? purpose}</span>
      </span>
      <output className="small" aria-label={`Size of ${label}`}>
        {saving.state === 'saved' && `saved, ${formatBytes(saving.bytes)}`}
        {saving.state === 'writing' && 'writing …'}
      </output>
      <button
        type="button"
        className="button"
        aria-label={`Save as ${label}`}
        disabled={reason !== null || saving.state === 'writing' || run.isWithoutWeights === true}
        onClick={() => void save()}
      >
        <Download aria-hidden /> Save
      </button>
      {saving.state === 'failed' && <Notice kind="problem">{saving.problem}</Notice>}
    </div>
  );
}
