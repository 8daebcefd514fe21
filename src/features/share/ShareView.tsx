import './ShareView.css';
import { type FormEvent, useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { currentLink } from '../../actions/address.ts';
import { copyLink } from '../../actions/copy-link.ts';
import { openLink } from '../../actions/open-link.ts';
import { describeArchitecture } from '../../core/describe.ts';
import { type Claim, claimAmong, isAbout } from '../../share/claim.ts';
import { budgetsStore } from '../../stores/budgets.ts';
import { challengeStore } from '../../stores/challenge.ts';
import { recipeOf, recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { settingsStore } from '../../stores/settings.ts';
import { formatInteger } from '../../ui/format.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { LinkField } from './LinkField.tsx';
import { LocalNote } from './LocalNote.tsx';

/** The link as text and as QR code, what it holds, and a place to open another. */
export function ShareView() {
  const claim = useClaim();
  const [isClaiming, setIsClaiming] = useState(false);
  const link = isClaiming && claim !== null ? currentLink(claim) : currentLink();
  return (
    <div className="share">
      <QrCode text={link} />
      <div className="share-words">
        <LinkField link={link} />
        <div className="row">
          <CopyButton link={link} />
          <span className="small">{formatInteger(link.length)} characters</span>
        </div>
        {claim !== null && (
          <label className="row">
            <input
              type="checkbox"
              checked={isClaiming}
              onChange={(event) => setIsClaiming(event.target.checked)}
            />
            With what your run came to and its fingerprint: who repeats it sees whether it is true
          </label>
        )}
        <Contents hasResult={isClaiming && claim !== null} />
        <LocalNote />
        <OpenLink />
      </div>
    </div>
  );
}

/** Of the latest run of the recipe on the page that others can repeat to the bit; null when there is none. */
function useClaim(): Claim | null {
  const recipe = useStore(recipeStore);
  const runs = useStore(runsStore, (state) => state.runs);
  return useMemo(
    () =>
      runs
        .map((run) => claimAmong(run, runs))
        .filter((claim) => claim !== null)
        .findLast((claim) => isAbout(claim, recipeOf(recipe))) ?? null,
    [runs, recipe],
  );
}

/** Not named `Copy link`: that button is in the page's head, once. */
function CopyButton({ link }: { readonly link: string }) {
  const [isCopied, setIsCopied] = useState<boolean | null>(null);
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => void copyLink(link).then(setIsCopied)}
      >
        Copy
      </button>
      {isCopied !== null && (
        <span className="small">
          {isCopied ? '✓ Copied' : 'This browser lets no page copy: select the text and copy it.'}
        </span>
      )}
    </>
  );
}

function Contents({ hasResult }: { readonly hasResult: boolean }) {
  const architecture = useStore(recipeStore, (state) => state.architecture);
  const seed = useStore(recipeStore, (state) => state.setup.seed);
  const runtime = useStore(settingsStore, (state) => state.runtime);
  const hasChallenge = useStore(challengeStore, ({ opened }) => opened !== null);
  const hasBudgets = useStore(budgetsStore, ({ own }) => own.length > 0);
  return (
    <p>
      It holds the whole recipe: {architecture.length} layers ({describeArchitecture(architecture)})
      with all their settings, the training setup and seed {seed}
      {runtime === null ? '' : ', and the device chosen by hand'}
      {hasChallenge && ', the opened challenge'}
      {hasBudgets && ', your own budgets'}
      {hasResult && ', what your run came to'}. Whoever opens it and presses Train repeats your run.
      It holds {hasResult ? 'no weights' : 'no results, no weights'} and nothing about you, and no
      server reads it.
    </p>
  );
}

function OpenLink() {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const fieldId = useId();
  const open = (event: FormEvent) => {
    event.preventDefault();
    setProblem(openLink(text));
  };
  return (
    <form className="share-open" onSubmit={open}>
      <label htmlFor={fieldId}>Open a link</label>
      <div className="row">
        <input
          id={fieldId}
          className="input"
          placeholder="Paste it here"
          autoComplete="off"
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${fieldId}-problem`}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
        <button type="submit" className="button" disabled={text.trim() === ''}>
          Open
        </button>
      </div>
      {problem !== null && (
        <p className="share-problem" id={`${fieldId}-problem`} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
