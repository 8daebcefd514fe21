import { mnistSpec } from './mnist/spec.ts';

/** The only list of data sets. */
export const datasetSpecs = { mnist: mnistSpec } as const;
