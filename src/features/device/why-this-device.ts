import type { RuntimeKind } from '../../core/run.ts';
import type { DeviceOption } from '../../protocol/jobs.ts';
import { formatInteger, formatMs, formatRuntime } from '../../ui/format.ts';
import { fastestOption } from './fastest-option.ts';

/** `GPU · WebGPU: 9,120 images/s, first step 812 ms`. */
const figuresInWords = ({ runtime, imagesPerSecond, firstStepMs }: DeviceOption): string =>
  `${formatRuntime(runtime)}: ${formatInteger(imagesPerSecond ?? 0)} images/s, first step ${formatMs(firstStepMs ?? 0)}`;

/** The figures that speak for the runtime in use or against it, on the network on the page. */
export function whyThisDevice(
  current: RuntimeKind,
  options: readonly DeviceOption[],
  batchSize: number,
): string {
  const best = (kind: RuntimeKind) =>
    fastestOption(options.filter(({ runtime }) => runtime.kind === kind));
  const [own, other] = [best(current), best(current === 'wasm' ? 'tfjs' : 'wasm')];
  const name = current === 'wasm' ? 'The CPU' : 'The GPU';
  if (own === null && other !== null)
    return `${name} did not run this network here. ${figuresInWords(other)}.`;
  if (own === null)
    return `${name} is ${current === 'wasm' ? 'the default' : 'your choice'}; nothing was timed yet for this network.`;
  const batch = `at batch ${batchSize}`;
  if (other === null)
    return `Nothing else here trains this network. ${figuresInWords(own)}, ${batch}.`;
  const isFaster = (own.imagesPerSecond ?? 0) >= (other.imagesPerSecond ?? 0);
  const verdict = isFaster ? 'It trains this network fastest' : 'It is not the fastest here';
  return `${verdict}. ${figuresInWords(own)}. ${figuresInWords(other)}. Both ${batch}.`;
}
