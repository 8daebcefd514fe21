import { indented } from '../pytorch/python.ts';
import { callLines } from './lines.ts';
import type { Wish } from './wishes.ts';

/** What the stages of a program want of `train`. */
interface Uses {
  readonly isDistributed: boolean;
  readonly parameters: readonly string[];
  /** The one value of all stages; undefined where they differ. */
  common(wish: Wish): string | null | undefined;
  isUsed(wish: Wish): boolean;
  isAlways(wish: Wish): boolean;
}

/** The training loop, with what the stages use and nothing else. */
export function trainText(uses: Uses): string {
  const { isDistributed, parameters } = uses;
  const first = ['model', 'optimizer', 'train_set', 'validation_set', 'epochs'];
  const order = isDistributed ? 'len(train_set), generator=shuffle' : 'len(train_set)';
  const batchSize = uses.isUsed('batchSize') ? 'batch_size' : 'BATCH_SIZE';
  return [
    ...callLines('def train(', [...first, ...parameters], '):'),
    `    """${purpose(uses)}"""`,
    ...indented(beforeLines(uses)),
    '    for epoch in range(1, epochs + 1):',
    '        model.train()',
    `        for rows in torch.randperm(${order}).split(${batchSize}):`,
    ...indented(stepLines(uses), 3),
    ...indented(epochLines(uses), 2),
    ...indented(afterLines(uses)),
  ].join('\n');
}

function purpose({ isUsed, isDistributed }: Uses): string {
  const end = isUsed('patience') ? ' until validation gets no better' : '';
  return isDistributed
    ? `Trains${end}: each process takes its share of every batch.`
    : `Trains${end}: all images once an epoch, in a new order.`;
}

function beforeLines(uses: Uses): readonly string[] {
  const { isUsed, isDistributed } = uses;
  return [
    ...(isDistributed
      ? [
          'network = DistributedDataParallel(model)  # averages gradients over the processes',
          'shuffle = torch.Generator().manual_seed(SEED)  # the same order in all of them',
        ]
      : []),
    ...(isUsed('patience') ? ['best, best_loss, waited = None, math.inf, 0'] : []),
    ...(isUsed('afterStep') ? ['step = 0', ...afterStepLines(uses)] : []),
  ];
}

const afterStepLines = (uses: Uses) => when(uses, 'afterStep', ['after_step', 'after_step(step)']);

/** A line for the stages that want it. */
const when = (
  { isAlways }: Uses,
  wish: Wish,
  [name, line]: readonly [string, string],
): readonly string[] => (isAlways(wish) ? [line] : [`if ${name}:`, `    ${line}`]);

function stepLines(uses: Uses): readonly string[] {
  const { isUsed, isDistributed } = uses;
  const network = isDistributed ? 'network' : 'model';
  const share = [
    'rows = rows[: len(rows) // WORLD * WORLD][RANK::WORLD]',
    'if len(rows) == 0:',
    '    continue',
  ];
  return [
    ...(isDistributed ? share : []),
    'images, labels = train_set[rows]',
    ...ownLines(uses, 'augment', (name) => `images = ${name}(images)`),
    ...lossLines(uses, network),
    ...ownLines(uses, 'penalty', (name) => `loss = loss + ${name}(model)`),
    'optimizer.zero_grad()',
    'loss.backward()',
    'optimizer.step()',
    ...(isUsed('schedule') ? when(uses, 'schedule', ['schedule', 'schedule.step()']) : []),
    ...(isUsed('afterStep') ? ['step += 1', ...afterStepLines(uses)] : []),
  ];
}

/** With the function by its name, where all stages have the same; else it is a parameter. */
function ownLines(
  { common, isUsed }: Uses,
  wish: 'augment' | 'penalty',
  line: (name: string) => string,
): readonly string[] {
  if (!isUsed(wish)) return [];
  const name = common(wish);
  return name ? [line(name)] : [`if ${wish}:`, `    ${line(wish)}`];
}

function lossLines({ isUsed, isAlways }: Uses, network: string): readonly string[] {
  if (!isUsed('teacher')) return [`loss = F.cross_entropy(${network}(images), labels)`];
  const taught = [
    'with torch.no_grad():',
    '    taught = teacher(images)',
    'loss = distillation_loss(logits, taught, labels)',
  ];
  const logits = `logits = ${network}(images)`;
  if (isAlways('teacher')) return [logits, ...taught];
  const plain = '    loss = F.cross_entropy(logits, labels)';
  return [logits, 'if teacher:', ...indented(taught), 'else:', plain];
}

function epochLines({ common, isUsed, isDistributed }: Uses): readonly string[] {
  const validate = 'loss, accuracy = evaluate(model, validation_set)';
  const print =
    'print(f"epoch {epoch} of {epochs}: validation loss {loss:.4f}, accuracy {accuracy:.2%}")';
  if (!isUsed('patience')) return [validate, print];
  const patience = common('patience');
  return [
    validate,
    ...(isDistributed ? ['loss = from_first_process(loss)  # so that all end together'] : []),
    print,
    'waited += 1',
    'if loss < best_loss:',
    '    best, best_loss, waited = copy.deepcopy(model.state_dict()), loss, 0',
    patience ? `if waited == ${patience}:` : 'if patience and waited == patience:',
    '    break',
  ];
}

function afterLines({ common, isUsed }: Uses): readonly string[] {
  if (!isUsed('patience')) return [];
  const load = 'model.load_state_dict(best)';
  return common('patience') ? [load] : ['if patience:', `    ${load}`];
}
