export type EngineErrorCode =
  | 'backend-unavailable'
  | 'out-of-memory'
  | 'context-lost'
  /** The engine itself ended; a new one has been started. */
  | 'engine-lost'
  | 'diverged'
  | 'dataset-unavailable'
  | 'model-not-found'
  /** A file that was given cannot be read. */
  | 'file-refused'
  | 'cancelled'
  | 'internal';

/** A failure of a job, said in words for the person at the page. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
