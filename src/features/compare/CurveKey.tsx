import { patternOf } from './curve-patterns.ts';

/** A piece of the n-th curve as it is drawn, with its marker. */
export function CurveKey({ place }: { readonly place: number }) {
  const { dash, marker } = patternOf(place);
  return (
    <svg className={`CompareRuns-key s${place}`} viewBox="0 0 44 12" aria-hidden>
      <path className="line" d="M1 6H43" strokeDasharray={dash.join(' ')} />
      <path className="marker" d={marker} transform="translate(22 6)" />
    </svg>
  );
}
