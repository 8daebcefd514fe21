import { useMemo } from 'react';
import { encode } from 'uqr';

/** The specification asks for four modules of white around the code. */
const quietZone = 4;

/** A link to point a phone at: black on white in both themes, as readers expect it. */
export function QrCode({ text }: { readonly text: string }) {
  const { size, path } = useMemo(() => qrPath(text), [text]);
  return (
    <svg
      className="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="QR code of the link"
    >
      <path d={path} />
    </svg>
  );
}

function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: quietZone });
  const modules = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])),
  );
  return { size, path: modules.join('') };
}
