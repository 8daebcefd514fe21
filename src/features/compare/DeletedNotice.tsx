import { Notice } from '../../ui/Notice.tsx';

export interface Deleted {
  readonly name: string;
  readonly bringBack: () => Promise<void>;
}

interface DeletedNoticeProps {
  readonly deleted: Deleted;
  readonly onDone: () => void;
}

/** What was deleted last, and the way back. */
export function DeletedNotice({ deleted, onDone }: DeletedNoticeProps) {
  return (
    <Notice>
      {deleted.name} is deleted.
      <button
        type="button"
        className="button"
        onClick={() => {
          void deleted.bringBack();
          onDone();
        }}
      >
        Bring back
      </button>
    </Notice>
  );
}
