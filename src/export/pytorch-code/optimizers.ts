import type { Architecture } from '../../core/recipe.ts';
import { optimizerConstants, type TrainingSetup } from '../../core/training-setup.ts';
import { quoted } from '../pytorch/python.ts';
import type { Definitions } from './definitions.ts';

const { epsilon, momentum, rho } = optimizerConstants; // Adam's betas are PyTorch's own

/** An expression that makes a network's optimizer: of PyTorch, with Keras' constants. */
export function optimizerCall(
  { model, learningRate }: { readonly model: string; readonly learningRate: string },
  { architecture, setup }: { readonly architecture: Architecture; readonly setup: TrainingSetup },
  definitions: Definitions,
): string {
  const all = `${model}.parameters(), lr=${learningRate}`;
  switch (setup.optimizer) {
    case 'sgd':
      return `torch.optim.SGD(${all})`;
    case 'momentum':
      return `torch.optim.SGD(${all}, momentum=${momentum})`;
    case 'rmsprop':
      // Keras' ε is under the root, PyTorch's after it: the same where squares are small, which is what ε is for.
      return `torch.optim.RMSprop(${all}, alpha=${rho}, eps=${Math.sqrt(epsilon).toPrecision(4)})`;
    case 'adam':
      return `torch.optim.Adam(${all}, eps=${epsilon})`;
    case 'adamw': {
      const name = definitions.add('adamw', (own) => adamwText(own, architecture));
      return `${name}(${model}, ${learningRate}, ${setup.weightDecay})`;
    }
    default:
      return setup.optimizer satisfies never;
  }
}

function adamwText(name: string, architecture: Architecture): string {
  const hasPositions = architecture.some(({ kind }) => kind === 'positionEmbedding');
  const kernel = 'parameter.dim() > 1';
  const condition = hasPositions ? `${kernel} and ${quoted('position')} not in name` : kernel;
  return `def ${name}(model, learning_rate, weight_decay):
    """Kernels decay; biases${hasPositions ? ', norms and positions' : ' and norms'} stay free."""
    kernels, others = [], []
    for name, parameter in model.named_parameters():
        (kernels if ${condition} else others).append(parameter)
    groups = [
        {"params": kernels, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0},
    ]
    return torch.optim.AdamW(groups, lr=learning_rate, eps=${epsilon})`;
}

/** The name of a function that makes a schedule; null for a constant rate. */
export function scheduleName(setup: TrainingSetup, definitions: Definitions): string | null {
  const { schedule, warmupSteps } = setup;
  if (schedule === 'constant' && warmupSteps === 0) return null;
  return definitions.add('scheduler', (name) => {
    const { words, lines, factor } = factorOf(setup);
    const product =
      warmupSteps === 0
        ? `return ${factor}`
        : `return min(1, (step + 1) / ${warmupSteps})${factor === '1' ? '' : ` * ${factor}`}`;
    const all = [...lines, product].map((line) => `        ${line}`).join('\n');
    const rises =
      warmupSteps === 0 ? '' : `rises over ${warmupSteps} steps${words === '' ? '' : ', then '}`;
    return `def ${name}(optimizer, steps):
    """The learning rate ${rises}${words}."""

    def factor(step):
${all}

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)`;
  });
}

function factorOf({ schedule, warmupSteps }: TrainingSetup) {
  switch (schedule) {
    case 'constant':
      return { words: '', lines: [], factor: '1' };
    case 'step':
      return {
        words: 'falls to a tenth at ½ and again at ¾ of the steps',
        lines: ['part = step / steps'],
        factor: '(1 if part < 0.5 else 0.1 if part < 0.75 else 0.01)',
      };
    case 'cosine': {
      const part =
        warmupSteps === 0
          ? 'part = min(1, step / steps)'
          : `part = min(1, max(0, step - ${warmupSteps}) / max(1, steps - ${warmupSteps}))`;
      return {
        words: 'falls to 0 along half a cosine',
        lines: [part],
        factor: '(1 + math.cos(math.pi * part)) / 2',
      };
    }
    default:
      return schedule satisfies never;
  }
}
