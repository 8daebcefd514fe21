import { Dataset } from '../dataset.ts';
import { mnistSpec } from './spec.ts';

/** MNIST as packed beside the page at `baseUrl`; nothing is fetched before it is asked for. */
export const createMnist = (baseUrl: string): Dataset => new Dataset(mnistSpec, baseUrl);
