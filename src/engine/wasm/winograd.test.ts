import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uniform } from '../../core/random.ts';
import { instantiate } from './kernels.ts';
import { kernelBytes } from './test-network.ts';

const memory = new WebAssembly.Memory({ initial: 32, maximum: 32 });
const kernels = instantiate(await WebAssembly.compile(kernelBytes), memory);
/** Floats of noise at an address; `stream` tells them apart. */
function noiseAt(address: number, count: number, stream: number): Float32Array {
  const values = new Float32Array(memory.buffer, address, count);
  for (let i = 0; i < count; i++) values[i] = 2 * uniform(7, stream, i) - 1;
  return values;
}

const cases = fc.record({
  height: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 1, max: 5 }),
  channels: fc.constantFrom(8, 12, 20),
  columns: fc.integer({ min: 1, max: 21 }),
  block: fc.integer({ min: 1, max: 9 }),
  hasBias: fc.boolean(),
});
const [x, kernel, bias, packed, panels] = [64, 200_000, 300_000, 310_000, 800_000];
const [offsets, scratch, y, winners] = [1_200_000, 1_250_000, 1_600_000, 1_700_000];
const [plainY, plainWinners] = [1_800_000, 1_900_000];

test("Winograd's way gives the plain one's maxima, and its winners where these are not close", () => {
  fc.assert(
    fc.property(cases, ({ height, width, channels, columns, block, hasBias }) => {
      const rowFloats = (2 * width + 2) * channels;
      noiseAt(x, (2 * height + 2) * rowFloats, 1);
      noiseAt(kernel, 9 * channels * columns, 2);
      noiseAt(bias, columns, 3);
      const positions = height * width;
      const windows = new Uint32Array(memory.buffer, offsets, positions);
      for (let p = 0; p < positions; p++)
        windows[p] = 4 * (2 * Math.floor(p / width) * rowFloats + 2 * (p % width) * channels);
      const steps = [channels * 4, rowFloats * 4] as const;
      const rows = [x, offsets, positions, ...steps] as const;
      const withBias = hasBias ? bias : 0;

      kernels.packPanels(kernel, 9 * channels, columns, columns, panels);
      const plain = [...rows, 3, rowFloats * 4, 3 * channels, panels, withBias] as const;
      kernels.convPoolForward(...plain, plainY, plainWinners, columns, positions, 0);
      kernels.packWinograd(kernel, channels, columns, packed);
      const ours = [...rows, channels, packed, withBias, y, winners] as const;
      kernels.winogradPoolForward(...ours, columns, block, scratch, 0);

      const count = positions * columns;
      const floats = (at: number) => new Float32Array(memory.buffer, at, count);
      const bytes = (at: number) => new Uint8Array(memory.buffer, at, count);
      const largest = floats(plainY).reduce((most, value) => Math.max(most, value), 1);
      floats(plainY).forEach((value, i) => {
        expect(Math.abs((floats(y)[i] ?? Number.NaN) - value)).toBeLessThan(4e-6 * largest);
      });
      const differing = bytes(plainWinners).filter((winner, i) => winner !== bytes(winners)[i]);
      expect(differing.length).toBeLessThanOrEqual(Math.ceil(count / 500));
    }),
    { numRuns: 150 },
  );
});
