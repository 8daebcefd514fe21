/** Channels-last rows are a sequence already. */
export { flatten as reshape } from './flatten.ts';
