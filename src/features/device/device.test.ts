import { expect, test } from 'vitest';
import { isSoftwareRenderer } from './adapters.ts';
import { timerTickMs } from './timer-tick.ts';

test('renderers that run on the CPU are known by name', () => {
  for (const name of [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'llvmpipe (LLVM 15.0.7, 256 bits)',
    'ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)',
  ])
    expect(isSoftwareRenderer(name), name).toBe(true);
});

test('real ones are not', () => {
  for (const name of ['ANGLE (Apple, ANGLE Metal Renderer: Apple M2)', 'nvidia ampere', 'Mali-G78'])
    expect(isSoftwareRenderer(name), name).toBe(false);
});

test('the tick is the smallest step of the clock', () => {
  let calls = 0;
  const coarse = () => Math.floor(calls++ / 7) * 0.1;
  expect(timerTickMs(coarse)).toBeCloseTo(0.1, 9);
});
