import { describe, expect, test, vi } from 'vitest';
import { adapterProblem, inspectAdapters, isSoftwareName } from './adapters.ts';

describe('software renderers', () => {
  test.each([
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'google swiftshader',
    'Mesa/X.org, llvmpipe (LLVM 15.0.7, 256 bits)',
    'ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0)',
    'Apple Software Renderer',
  ])('%s is one', (name) => expect(isSoftwareName(name)).toBe(true));

  test.each([
    'ANGLE (Intel, Intel(R) UHD Graphics 620 (0x00005917) Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0)',
    'ANGLE (Apple, ANGLE Metal Renderer: Apple M2)',
    'Apple GPU',
    'Mali-G78',
    'nvidia ampere',
    'unnamed GPU',
  ])('%s is none', (name) => expect(isSoftwareName(name)).toBe(false));
});

test('where there is no browser there is no adapter', async () => {
  expect(await inspectAdapters()).toEqual({ webgpu: null, webgl: null });
});

test('a graphics process that never answers is no WebGPU', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { gpu: { requestAdapter: () => new Promise(() => {}) } });
  try {
    const adapters = inspectAdapters();
    await vi.advanceTimersByTimeAsync(5000);
    expect(await adapters).toEqual({ webgpu: null, webgl: null });
  } finally {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  }
});

test('a problem names the backend and, for software, what draws', () => {
  expect(adapterProblem('webgpu', null)).toContain('WebGPU is not available');
  const software = { name: 'SwiftShader', software: true };
  expect(adapterProblem('webgl', software)).toContain('SwiftShader');
  expect(adapterProblem('webgl', { name: 'Mali-G78', software: false })).toBeNull();
});
