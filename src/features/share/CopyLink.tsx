import './CopyLink.css';
import { Link } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { currentLink, openView } from '../../actions/address.ts';
import { copyLink } from '../../actions/copy-link.ts';
import { LinkField } from './LinkField.tsx';
import { LocalNote } from './LocalNote.tsx';
import { isLocal } from './local-address.ts';

type Outcome = 'copied' | 'refused';

const hideAfterMs = 6000;

/** Copies the address of what is on the page, and says how it went. */
export function CopyLink() {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const noteId = useId();
  useEffect(() => {
    if (outcome !== 'copied' || isLocal(location.hostname)) return;
    const timer = setTimeout(() => setOutcome(null), hideAfterMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  useEffect(() => {
    const closeOnEscape = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') setOutcome(null);
    };
    addEventListener('keydown', closeOnEscape);
    return () => removeEventListener('keydown', closeOnEscape);
  }, []);
  const copy = async () => setOutcome((await copyLink()) ? 'copied' : 'refused');
  const share = () => {
    setOutcome(null);
    openView('share');
  };
  return (
    <div className="copy-link">
      <button
        type="button"
        className="button"
        aria-describedby={outcome === null ? undefined : noteId}
        onClick={() => void copy()}
      >
        <Link aria-hidden />
        Copy link
      </button>
      {outcome !== null && (
        <div className="copy-link-note" id={noteId}>
          <strong>
            {outcome === 'copied' ? '✓ Copied' : 'This browser lets no page copy: copy it yourself'}
          </strong>
          {outcome === 'refused' && <LinkField link={currentLink()} />}
          <LocalNote />
          <div className="row">
            <button type="button" className="button" onClick={share}>
              QR code and more
            </button>
            <button type="button" className="button quiet" onClick={() => setOutcome(null)}>
              Close
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
