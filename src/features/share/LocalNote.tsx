import { Notice } from '../../ui/Notice.tsx';
import { isLocal } from './local-address.ts';

/** Said before somebody sends a link that only works at home. */
export function LocalNote() {
  if (!isLocal(location.hostname)) return null;
  return (
    <Notice>
      <span>
        This page is served by your own machine, so the link opens on this machine only. To let
        others open it, run <code>npm run build</code> and put the folder <code>dist</code> on any
        web host: the part after # works there too.
      </span>
    </Notice>
  );
}
