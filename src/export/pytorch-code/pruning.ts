import type { Architecture } from '../../core/recipe.ts';
import type { TechniqueParams } from '../../core/techniques/index.ts';
import { listLines } from '../pytorch/python.ts';
import type { Definitions } from './definitions.ts';
import { modulePair, prunableNames } from './kernels.ts';

type Params = TechniqueParams<'prune'>;

export const isGradual = ({ epochs, schedule, weights }: Params): boolean =>
  epochs > 0 && schedule !== 'one-shot' && weights !== 'rewound' && weights !== 'redrawn';

/** The name of a function that lists what may be pruned. */
export function prunableFunction(
  architecture: Architecture,
  keepOutput: boolean,
  definitions: Definitions,
): string {
  const words = keepOutput ? ' or the last layer' : '';
  return definitions.add('prunable', (name) =>
    [
      `def ${name}(model):`,
      `    """Kernels that may be pruned: no biases, norms, depthwise kernels${words}."""`,
      ...listLines('    return [', prunableNames(architecture, keepOutput).map(modulePair), ']'),
    ].join('\n'),
  );
}

/** The name of a function that holds the smallest weights at 0; with `scores`, those whose twins are the smallest. */
export function zeroFunction(
  scope: Params['scope'],
  hasScores: boolean,
  definitions: Definitions,
): string {
  const parameter = hasScores ? ', scores' : '';
  return definitions.add('hold_smallest', (name) =>
    scope === 'global'
      ? `def ${name}(weights, sparsity${parameter}):
    """Holds this share of all weights together at 0, those of the smallest size."""
    count = sum(getattr(module, name).numel() for module, name in weights)
    held = sum(int((getattr(module, name) == 0).sum()) for module, name in weights)
    more = count - max(round(count * (1 - sparsity)), 1) - held
    prune.global_unstructured(
        weights,
        pruning_method=prune.L1Unstructured,${
          hasScores
            ? `
        importance_scores={
            weight: getattr(*score).detach() for weight, score in zip(weights, scores)
        },`
            : ''
        }
        amount=max(more, 0),
    )`
      : `def ${name}(weights, sparsity${parameter}):
    """Holds this share of each layer's weights at 0, those of the smallest size."""
    for ${hasScores ? '(module, name), score in zip(weights, scores)' : 'module, name in weights'}:
        weight = getattr(module, name)
        kept, held = max(round(weight.numel() * (1 - sparsity)), 1), int((weight == 0).sum())
        amount = max(weight.numel() - kept - held, 0)
        prune.l1_unstructured(module, name, amount${hasScores ? ', getattr(*score).detach()' : ''})`,
  );
}

/** The name of a function that prunes little by little. */
export function gradualFunction(params: Params, zero: string, definitions: Definitions): string {
  const { schedule, sparsity, beginStep, endStep, frequency, power } = params;
  const initial = Math.min(params.initialSparsity, sparsity);
  const end = endStep === 0 ? 'max(1, 2 * steps // 3)' : `min(${endStep}, steps)`;
  if (schedule === 'constant')
    return definitions.add(
      'pruning',
      (name) => `def ${name}(weights, steps):
    """After each step: from step ${beginStep} on the smallest weights are held at 0."""

    def after_step(step):
        if step == min(${beginStep}, ${end}):
            ${zero}(weights, ${sparsity})

    return after_step`,
    );
  const begin = beginStep === 0 ? '0' : 'begin';
  const first = beginStep === 0 ? '' : `\n    begin = min(${beginStep}, end)`;
  const since = beginStep === 0 ? 'step' : '(step - begin)';
  const length = beginStep === 0 ? 'end' : 'max(1, end - begin)';
  const share =
    initial === 0
      ? `${sparsity} * (1 - left**${power})`
      : `${sparsity} + (${initial} - ${sparsity}) * left**${power}`;
  return definitions.add(
    'pruning',
    (name) => `def ${name}(weights, steps):
    """After each step (Zhu & Gupta 2017): from ${percent(initial)} of zeros to ${percent(sparsity)}, fast at first."""
    end = ${end}${first}

    def after_step(step):
        if ${begin} <= step <= end and (${since} % ${frequency} == 0 or step == end):
            left = (end - step) / ${length}
            ${zero}(weights, ${share})

    return after_step`,
  );
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
