import type { LayerKind, LayerParams } from '../../core/layers/index.ts';
import type { Config } from './config.ts';

/** What a layer of a file is here. */
export type Mapped =
  | { readonly is: 'layer'; readonly kind: LayerKind; readonly params: object }
  /** The same numbers in another shape. */
  | { readonly is: 'view'; readonly shape: readonly number[] }
  /** Leaves numbers as they are. */
  | { readonly is: 'nothing' };

export type Mapping = (config: Config, input: readonly number[]) => Mapped;

export const layer = <K extends LayerKind>(
  kind: K,
  params: Partial<LayerParams<K>> = {},
): Mapped => ({ is: 'layer', kind, params });
export const nothing: Mapped = { is: 'nothing' };
