import type { Architecture } from '../../core/recipe.ts';
import { uncountedNames } from '../pytorch/module.ts';
import { quoted } from '../pytorch/python.ts';
import type { ProgramKind } from './program-parts.ts';

/** Counts parameters as ours are counted, where PyTorch has more tensors than Keras. */
export function countText(architectures: readonly Architecture[]): string {
  const names = architectures.flatMap(uncountedNames);
  const endings = new Set(
    names.map((name) => (name.endsWith('num_batches_tracked') ? 'num_batches_tracked' : name)),
  );
  const hasBuffers = endings.has('num_batches_tracked');
  if (endings.size === 0)
    return `def count_parameters(model):
    """All numbers that the network has learned."""
    return sum(parameter.numel() for parameter in model.parameters())`;
  const hasBiases = endings.size > Number(hasBuffers);
  const words = [
    ...(hasBuffers ? ['running means and variances count'] : []),
    ...(hasBiases ? ['second biases, which stay 0, do not'] : []),
  ].join(', ');
  const uncounted = [...endings].map(quoted).join(', ');
  return `def count_parameters(model):
    """As Keras counts them: ${words}."""
    uncounted = (${uncounted}${endings.size === 1 ? ',' : ''})
    return sum(
        tensor.numel()
        for name, tensor in model.state_dict().items()
        if not name.endswith(uncounted)
    )`;
}

/** What a network is worth and what it costs. */
export function reportText(kind: ProgramKind, isDynamic: boolean): string {
  const save = isDynamic
    ? 'torch.save(model.state_dict(), path)'
    : 'save_file(model.state_dict(), path)';
  const only = kind === 'distributed' ? '    if RANK > 0:\n        return\n' : '';
  return `def latencies(model, image, runs=200):
    """Milliseconds of one answer each, rising; twenty more go before, to warm up."""
    model.eval()
    times = []
    with torch.inference_mode():
        for _ in range(20 + runs):
            start = time.perf_counter()
            model(image).cpu()  # a GPU is waited for
            times.append(1000 * (time.perf_counter() - start))
    return sorted(times[20:])


def report(title, model, test_set, path):
    """Prints accuracy, size and latency, and leaves the weights in a file."""
${only}    _, accuracy = evaluate(model, test_set)
    ${save}
    file = Path(path).read_bytes()
    image = test_set.tensors[0][:1]
    times = latencies(model, image)
    p50, p95 = times[len(times) // 2], times[int(0.95 * len(times))]
    print(f"{title}: {accuracy:.2%} of {len(test_set):,} test images")
    print(f"  {path}: {len(file):,} bytes, {len(gzip.compress(file)):,} by gzip")
    threads = torch.get_num_threads()
    print(f"  one image ({image.device}, {threads} threads): p50 {p50:.3f} ms, p95 {p95:.3f} ms")`;
}
