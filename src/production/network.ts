import type { Network } from '../engine/runtime.ts';

/** A network as one of these runtimes has it. */
export type ProductionNetwork = Pick<Network, 'forward' | 'threads'>;
