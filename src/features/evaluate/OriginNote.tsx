import './OriginNote.css';
import type { RunOrigin } from '../../core/run.ts';
import { Notice } from '../../ui/Notice.tsx';

/** What is to be known of a network that was trained elsewhere. */
export function OriginNote({ origin }: { readonly origin: RunOrigin }) {
  const { fileName, format, notes } = origin;
  return (
    <Notice>
      <div>
        <p>
          Its weights come from the file {fileName} ({format}). How they were trained is not known:
          Train starts this network anew, and so does who opens a link to it. Send the file instead.
        </p>
        {notes.length > 0 && (
          <details>
            <summary>
              {notes.length === 1 ? '1 thing to know' : `${notes.length} things to know`}
            </summary>
            <ul className="OriginNote-list">
              {notes.map((note) => (
                <li key={note}>{note}.</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Notice>
  );
}
