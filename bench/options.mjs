import { parseArgs } from 'node:util';

export const paths = [
  ...['wasm', 'wasm-threads', 'pytorch', 'pytorch-threads', 'tfjs-wasm', 'tfjs-wasm-composed'],
  ...['convnetjs', 'tfjs-cpu', 'tfjs-webgl', 'tfjs-layers-webgl', 'tfjs-webgpu'],
];

const help = `npm run bench -- [OPTIONS]
Training and inference of the same networks by our kernels and by others, in turns, in headless Chromium.

  --only WORK      one work, by its preset's id (default: the reference CNN and the MLP)
  --all            every work
  --paths A,B      of ${paths.slice(0, 5).join(', ')},
                   ${paths.slice(5).join(', ')} (default: all)
  --repeats N      turns for each path (default 7)
  --json FILE      everything measured, as JSON
  --gpu            the machine's own GPU in place of Chromium's software one
  --sizes          our kernels on networks of 1k to 5M parameters, and on 20M at batch 1,024
  --svg FILE       with --sizes: the chart (default docs/speed-by-size.svg)
  --help           this text

PyTorch is measured where a Python has it: BENCH_PYTHON names one, else python3 is asked.
Time by kernel: node bench/kernels.mjs --profile [WORK…]. How figures are taken: docs/measuring.md.
`;

/** The command line, checked; null when it only asked for help, which is then printed. */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      json: { type: 'string' },
      repeats: { type: 'string', default: '7' },
      all: { type: 'boolean', default: false },
      paths: { type: 'string' },
      gpu: { type: 'boolean', default: false },
      sizes: { type: 'boolean', default: false },
      svg: { type: 'string', default: 'docs/speed-by-size.svg' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return null;
  }
  const chosen = values.paths?.split(',') ?? (values.sizes ? paths.slice(0, 2) : paths);
  const unknown = chosen.find((path) => !paths.includes(path));
  if (unknown !== undefined) throw new Error(`no path ${unknown}: there are ${paths.join(', ')}`);
  return { ...values, paths: chosen, repeats: Number(values.repeats) };
}
