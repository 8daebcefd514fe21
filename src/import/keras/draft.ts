import type { Params } from '../../core/fields.ts';
import type { LayerKind } from '../../core/layers/index.ts';
import type { ForeignLayer } from '../foreign.ts';

/** A layer of ours to be, and the layers of the file whose weights it takes. */
export interface Draft {
  readonly kind: LayerKind;
  readonly params: Params;
  readonly sources: readonly ForeignLayer[];
}
