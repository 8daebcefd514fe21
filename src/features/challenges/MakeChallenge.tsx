import { type FormEvent, useId, useState } from 'react';
import { currentLink } from '../../actions/address.ts';
import { copyLink } from '../../actions/copy-link.ts';
import { linkParts } from '../../actions/link-parts.ts';
import {
  type Challenge,
  type ChallengeMetric,
  challengeMetrics,
  maxTitle,
} from '../../core/challenges.ts';
import { plainText } from '../../core/plain-text.ts';
import { challengeProblem } from '../../share/challenge-code.ts';
import { goalInWords, metricWords } from './challenge-words.ts';

interface Draft {
  readonly title: string;
  readonly percent: string;
  readonly metric: ChallengeMetric;
  readonly most: string;
}

interface Made {
  readonly challenge: Challenge;
  readonly link: string;
  readonly isCopied: boolean;
}

const firstDraft: Draft = { title: '', percent: '98', metric: 'fileBytes', most: '20000' };

/** A challenge of a teacher's own, as a link that starts from the network on the page. */
export function MakeChallenge() {
  const [draft, setDraft] = useState(firstDraft);
  const [problem, setProblem] = useState<string | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setProblem(null);
    setMade(null);
  };
  const make = async (event: FormEvent) => {
    event.preventDefault();
    const challenge = challengeOf(draft);
    const failure = challengeProblem(challenge);
    setProblem(failure);
    if (failure !== null) return;
    const link = currentLink(null, linkParts(challenge));
    setMade({ challenge, link, isCopied: await copyLink(link) });
  };
  return (
    <details className="challenge-make">
      <summary>Make a challenge for others</summary>
      <form className="challenge-form" onSubmit={(event) => void make(event)}>
        <DraftFields draft={draft} onChange={change} />
        {problem !== null && (
          <p className="challenge-problem" role="alert">
            {problem}
          </p>
        )}
        <div>
          <button type="submit" className="button">
            Copy challenge link
          </button>
        </div>
      </form>
      {made !== null && (
        <div className="challenge-made">
          <input
            className="input"
            aria-label="Challenge link"
            readOnly
            value={made.link}
            onFocus={(event) => event.target.select()}
          />
          <p className="small">
            {made.isCopied ? '✓ Copied. ' : 'Select the link and copy it. '}
            {goalInWords(made.challenge)}. Whoever opens it starts from the network on this page.
          </p>
        </div>
      )}
    </details>
  );
}

function DraftFields({
  draft,
  onChange,
}: {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}) {
  const id = useId();
  return (
    <>
      <label htmlFor={`${id}-title`}>Title</label>
      <input
        id={`${id}-title`}
        className="input"
        maxLength={maxTitle}
        autoComplete="off"
        value={draft.title}
        onChange={(event) => onChange({ title: event.target.value })}
      />
      <label htmlFor={`${id}-percent`}>Test accuracy, at least %</label>
      <input
        id={`${id}-percent`}
        className="input"
        inputMode="decimal"
        autoComplete="off"
        value={draft.percent}
        onChange={(event) => onChange({ percent: event.target.value })}
      />
      <label htmlFor={`${id}-metric`}>Limited is</label>
      <select
        id={`${id}-metric`}
        className="input"
        value={draft.metric}
        onChange={(event) => onChange({ metric: event.target.value as ChallengeMetric })} // the options are the metrics
      >
        {challengeMetrics.map((metric) => (
          <option key={metric} value={metric}>
            {metricWords[metric].label}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-most`}>At most (empty: the smallest wins)</label>
      <input
        id={`${id}-most`}
        className="input"
        inputMode="numeric"
        autoComplete="off"
        value={draft.most}
        onChange={(event) => onChange({ most: event.target.value })}
      />
    </>
  );
}

/** What the form says; numbers that are none are NaN, which no challenge may have. */
function challengeOf({ title, percent, metric, most }: Draft): Challenge {
  const limit = most.replaceAll(/[\s,]/g, '');
  return {
    ...{ title: plainText(title, maxTitle), metric },
    accuracy: Math.round(100 * Number(percent.replace(',', '.'))) / 10_000,
    most: limit === '' ? null : Number(limit),
  };
}
