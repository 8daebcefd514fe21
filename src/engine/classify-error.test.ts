import { expect, test } from 'vitest';
import { EngineError } from '../protocol/errors.ts';
import { classifyError } from './classify-error.ts';

test.each([
  ['out-of-memory', new RangeError('Array buffer allocation failed')],
  ['out-of-memory', new RangeError('WebAssembly.Memory(): could not allocate memory')],
  ['out-of-memory', new Error('Requested texture size [20000x20000] greater than WebGL maximum')],
  ['out-of-memory', new Error('Unable to create WebGLTexture.')],
  ['context-lost', new Error('CONTEXT_LOST_WEBGL')],
  ['context-lost', new DOMException('A valid external Instance reference no longer exists.')],
  ['backend-unavailable', new Error("Backend name 'webgpu' not found in registry")],
  ['backend-unavailable', new Error('Failed to compile fragment shader.')],
  ['backend-unavailable', new TypeError('Failed to fetch dynamically imported module: /a.js')],
  ['backend-unavailable', new TypeError('Importing a module script failed.')],
  ['cancelled', new DOMException('This operation was aborted', 'AbortError')],
  ['internal', new TypeError('x is undefined')],
  ['internal', 'no error at all'],
])('%s is what is meant by %s', (code, error) => {
  expect(classifyError(error).code).toBe(code);
});

test('an EngineError stays as it is', () => {
  const error = new EngineError('diverged', 'The loss is not a number any more');
  expect(classifyError(error)).toBe(error);
});

test('what is not recognised keeps its own words', () => {
  expect(classifyError(new TypeError('x is undefined')).message).toContain('x is undefined');
});
