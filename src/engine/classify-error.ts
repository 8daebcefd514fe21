import { EngineError, type EngineErrorCode } from '../protocol/errors.ts';

interface Rule {
  readonly code: EngineErrorCode;
  readonly pattern: RegExp;
  readonly message: string;
}

/** What browsers, tfjs and GPU drivers say, and what it means. The only place where their texts are read. */
const rules: readonly Rule[] = [
  {
    code: 'cancelled',
    pattern: /\bAbortError\b/,
    message: 'The job was cancelled',
  },
  {
    code: 'context-lost',
    pattern: /context.?lost|device (is|was|has been) lost|external Instance reference/i,
    message:
      'The GPU was taken away (it was reset, or the browser needed it). Finished runs are safe: go on with the CPU engine, or try the GPU again',
  },
  {
    code: 'out-of-memory',
    pattern:
      /out.?of.?memory|allocation failed|could not allocate|failed to allocate|texture size \[|unable to create webgltexture|invalid (typed )?array length|exceeds the (max|limit)/i,
    message: 'Not enough memory for this network: use a smaller batch, or fewer filters or units',
  },
  {
    code: 'backend-unavailable',
    pattern: /dynamically imported module|importing a module script failed/i,
    message: 'TensorFlow.js could not be loaded: check the connection, then try again',
  },
  {
    code: 'backend-unavailable',
    pattern:
      /not found in registry|could not initialize any backend|webgl is not supported|no (appropriate|available) adapter|failed to (compile|link)/i,
    message: 'This GPU cannot run the network: use the CPU engine',
  },
];

/** Any failure as one that the page can explain; what is not recognised is `internal`, in its own words. */
export function classifyError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const rule = rules.find(({ pattern }) => pattern.test(text));
  return new EngineError(rule?.code ?? 'internal', rule?.message ?? text);
}
