import { isKernel } from '../../core/layer.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { TechniqueParams } from '../../core/techniques/index.ts';
import { listLines } from '../pytorch/python.ts';
import type { Definitions } from './definitions.ts';
import { attribute, weightsWhere } from './kernels.ts';

type Quantizing = TechniqueParams<'quantize'>;

/** The name of a function that lists a network's kernels. */
export const kernelsFunction = (architecture: Architecture, definitions: Definitions): string =>
  definitions.add('kernels', (name) =>
    [
      `def ${name}(model):`,
      '    """All weights but biases, norms and positions."""',
      ...listLines(
        '    return [',
        weightsWhere(architecture, isKernel).map((kernel) => attribute(kernel.name)),
        ']',
      ),
    ].join('\n'),
  );

/** The name of a function that rounds a weight as a quantization does. */
export const roundedFunction = (params: Quantizing, definitions: Definitions): string =>
  definitions.add('rounded', (name) => `def ${name}(weight):\n${roundedBody(params)}`);

/** The first axis of every kernel in PyTorch is its outputs. */
function roundedBody(params: Quantizing): string {
  const { format, granularity } = params;
  if (format === 'float16')
    return '    """To the nearest float16."""\n    return weight.half().float()';
  const bits = format === 'weights' ? params.bits : '8';
  const isChannel = granularity === 'channel';
  const per = `each ${isChannel ? 'output' : 'tensor'} has a scale`;
  const rows = `    rows = weight.flatten(${isChannel ? '1' : ''}).abs()${isChannel ? '' : '[None]'}
    shape = (-1,) + (1,) * (weight.dim() - 1)`;
  if (bits === 'binary')
    return `    """−1 or 1, times the mean size (Rastegari et al. 2016); ${per}."""
${rows}
    return torch.where(weight < 0, -1.0, 1.0) * rows.mean(dim=1).view(shape)`;
  if (bits === 'ternary')
    return `    """−1, 0 or 1, times the mean size of what is not 0 (Li & Liu 2016); ${per}."""
${rows}
    threshold = 0.7 * rows.mean(dim=1)
    beyond = rows > threshold[:, None]
    scale = (rows * beyond).sum(dim=1) / beyond.sum(dim=1).clamp(min=1)
    return weight.sign() * (weight.abs() > threshold.view(shape)) * scale.view(shape)`;
  const largest = 2 ** (Number(bits) - 1) - 1;
  return `    """To the nearest of ${2 * largest + 1} levels, ${bits} bits; ${per}."""
${rows}
    scale = (rows.amax(dim=1) / ${largest}).clamp(min=1e-30).view(shape)
    return torch.round(weight / scale) * scale`;
}

/** The name of a function for training at the precision. */
export const stayRoundedFunction = (
  rounded: string,
  keepsZeros: boolean,
  definitions: Definitions,
): string =>
  definitions.add(
    'staying_rounded',
    (name) => `def ${name}(weights):
    """After each step its change is added to floats behind, which are rounded anew."""
    behind = [weight.detach().clone() for weight in weights]
    shown = [weight.detach().clone() for weight in weights]

    @torch.no_grad()
    def after_step(step):
        for weight, exact, before in zip(weights, behind, shown):
            exact += ${keepsZeros ? '(weight - before) * (exact != 0)' : 'weight - before'}
            before.copy_(${rounded}(exact))
            weight.copy_(before)

    return after_step`,
  );

/** The name of a function that gives each kernel a few values. */
export const clusterFunction = (
  { clusters }: TechniqueParams<'cluster'>,
  keepsZeros: boolean,
  definitions: Definitions,
): string =>
  definitions.add('nearest_centroids', (name) => {
    const pin = keepsZeros
      ? `
    pinned = centroids.abs().argmin()  # one value is 0 for good: the network was pruned
    centroids[pinned] = 0`
      : '';
    const hold = keepsZeros ? '\n        moved[pinned] = 0' : '';
    return `def ${name}(weight):
    """${clusters} centroids by k-means, and for each weight the place of the nearest."""
    values = weight.detach().flatten()
    low, high = values.min().item(), values.max().item()
    centroids = torch.linspace(low, high, ${clusters}, device=values.device)${pin}
    for _ in range(300):
        nearest = torch.bucketize(values, (centroids[1:] + centroids[:-1]) / 2)
        counts = torch.bincount(nearest, minlength=${clusters})
        sums = torch.zeros_like(centroids).index_add(0, nearest, values)
        moved = torch.where(counts > 0, sums / counts.clamp(min=1), centroids)${hold}
        if torch.equal(moved, centroids):
            break
        centroids = moved
    return centroids, nearest.view_as(weight)`;
  });

/** The name of a function that lets centroids move while the network trains. */
export const moveTogetherFunction = (
  cluster: string,
  keepsZeros: boolean,
  definitions: Definitions,
): string =>
  definitions.add(
    'moving_together',
    (name) => `def ${name}(weights):
    """After each step weights that share a value become the mean of what it made of them."""
    found = [${cluster}(weight) for weight in weights]

    @torch.no_grad()
    def after_step(step):
        for weight, (centroids, nearest) in zip(weights, found):
            if step > 0:
                members = nearest.flatten()
                counts = torch.bincount(members, minlength=len(centroids)).clamp(min=1)
                sums = torch.zeros_like(centroids).index_add(0, members, weight.flatten())
                centroids.copy_(${keepsZeros ? 'torch.where(centroids == 0, 0, sums / counts)' : 'sums / counts'})
            weight.copy_(centroids[nearest])

    return after_step`,
  );
