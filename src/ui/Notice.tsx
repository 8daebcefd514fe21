import type { ReactNode } from 'react';

interface NoticeProps {
  readonly kind?: 'info' | 'problem';
  readonly children: ReactNode;
}

/** Words that stand where they apply; a problem is also announced. */
export function Notice({ kind = 'info', children }: NoticeProps) {
  return (
    <div className={`notice ${kind}`} role={kind === 'problem' ? 'alert' : undefined}>
      {children}
    </div>
  );
}
