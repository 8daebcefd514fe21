import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  readonly title: string;
  /** For tables and charts that want the whole page. */
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal dialog: focus, Escape and inert background come with it. Mount it to open it. */
export function Dialog({ title, isWide = false, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const opener = useRef(document.activeElement);
  useEffect(() => {
    const { current } = opener;
    ref.current?.showModal();
    return () => {
      // The back button takes the dialog away without closing it: the browser then returns no focus.
      if (current instanceof HTMLElement) current.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={isWide ? 'dialog wide' : 'dialog'}
      aria-labelledby={titleId}
      onClose={onClose}
    >
      <div className="panel-head">
        <h2 id={titleId}>{title}</h2>
        <button
          type="button"
          className="button quiet icon end"
          aria-label="Close"
          onClick={() => ref.current?.close()}
        >
          <X aria-hidden />
        </button>
      </div>
      {children}
    </dialog>
  );
}
