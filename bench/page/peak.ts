import { instantiate, type Kernels } from '../../src/engine/wasm/kernels.ts';

/** Matrices that stay in a core's own cache: rows, inner length, columns. */
const shapes = [
  [64, 256, 256],
  [32, 256, 64],
  [16, 576, 64],
] as const;
const [xAt, offsetsAt, panelsAt, yAt] = [65_536, 1024, 262_144, 1_048_576];

type Shape = (typeof shapes)[number];
let bench: { readonly kernels: Kernels; readonly memory: WebAssembly.Memory } | null = null;

/** The most GFLOP/s that the runtime's own matrix product gives in about `ms`, over some shapes and many short blocks. */
export async function measurePeak(ms: number): Promise<number> {
  bench ??= await load();
  let best = 0;
  const endMs = performance.now() + ms;
  do for (const shape of shapes) best = Math.max(best, blockGflops(bench, shape));
  while (performance.now() < endMs);
  return best;
}

async function load() {
  const response = await fetch(new URL('../../src/engine/wasm/kernels.wasm', import.meta.url));
  const module = await WebAssembly.compile(await response.arrayBuffer());
  const memory = new WebAssembly.Memory({ initial: 32, maximum: 32 });
  return { kernels: instantiate(module, memory), memory };
}

/** One block of about 2 ms. */
function blockGflops({ kernels, memory }: NonNullable<typeof bench>, shape: Shape): number {
  const [rows, length, columns] = shape;
  new Uint32Array(memory.buffer, offsetsAt, rows).set(
    Array.from({ length: rows }, (_, row) => row * length * 4),
  );
  new Float32Array(memory.buffer, xAt, rows * length).fill(1);
  new Float32Array(memory.buffer, panelsAt, length * columns).fill(1);
  const flops = 2 * rows * length * columns;
  const products = Math.ceil(1e8 / flops);
  const startedMs = performance.now();
  for (let product = 0; product < products; product++)
    kernels.gemmForward(
      ...([xAt, offsetsAt, rows, 1, 0, length] as const),
      ...([panelsAt, 0, yAt, columns, columns, rows, Number.NEGATIVE_INFINITY] as const),
    );
  const seconds = (performance.now() - startedMs) / 1000;
  const [first, last] = [0, rows * columns - 1].map(
    (place) => new Float32Array(memory.buffer, yAt)[place],
  );
  if (first !== length || last !== length) throw new Error('the product is wrong');
  return (products * flops) / seconds / 1e9;
}
