import { useState } from 'react';
import { Notice } from '../../ui/Notice.tsx';

export interface Deleted {
  readonly name: string;
  /** Gives how many there was no room for: those can be brought back later. */
  readonly bringBack: () => Promise<number>;
}

interface DeletedNoticeProps {
  readonly deleted: Deleted;
  readonly onDone: () => void;
}

/** What was deleted last, and the way back, which stays until all of it is back. */
export function DeletedNotice({ deleted, onDone }: DeletedNoticeProps) {
  const [left, setLeft] = useState(0);
  const [isWorking, setIsWorking] = useState(false);
  const bringBack = async () => {
    setIsWorking(true);
    const refused = await deleted.bringBack();
    setIsWorking(false);
    setLeft(refused);
    if (refused === 0) onDone();
  };
  return (
    <Notice kind={left === 0 ? 'info' : 'problem'}>
      {left === 0
        ? `${deleted.name} is deleted.`
        : `There is no room for ${left === 1 ? 'one run' : `${left} runs`} of it: make some, then bring back what is left. Until the tab is closed it is kept here.`}
      <button
        type="button"
        className="button"
        disabled={isWorking}
        onClick={() => void bringBack()}
      >
        Bring back
      </button>
    </Notice>
  );
}
