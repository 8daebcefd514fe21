import { useState } from 'react';
import { copyLink } from '../../actions/copy-link.ts';

interface CopyResultProps {
  readonly link: string;
  /** The run's. */
  readonly name: string;
}

/** Copies a link with the run's recipe and what it came to; where no page may copy, shows it to be selected. */
export function CopyResult({ link, name }: CopyResultProps) {
  const [isCopied, setIsCopied] = useState<boolean | null>(null);
  return (
    <div className="row challenge-result">
      <button
        type="button"
        className="button"
        onClick={() => void copyLink(link).then(setIsCopied)}
      >
        Copy result link
      </button>
      {isCopied !== null && (
        <input
          className="input"
          aria-label={`Result link of ${name}`}
          readOnly
          value={link}
          onFocus={(event) => event.target.select()}
        />
      )}
      {isCopied !== null && (
        <span className="small">
          {isCopied ? '✓ Copied' : 'This browser lets no page copy: select the text and copy it.'}
        </span>
      )}
    </div>
  );
}
