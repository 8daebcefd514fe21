import { isAugmented } from '../../core/augmentation.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { pixelFormula } from '../format.ts';
import type { ProgramKind } from './program-parts.ts';

const rangeInWords = { '0..1': '0 to 1', '-1..1': '−1 to 1' } as const;

/** Reads MNIST: as many images as ours, though other ones validate. */
export function loadingText(setup: TrainingSetup, kind: ProgramKind): string {
  const { pixelRange } = setup;
  const isDistributed = kind === 'distributed';
  const reading = isDistributed
    ? `    if RANK == 0:
        MNIST(folder, download=True)
    dist.barrier()  # one process downloads, the others wait
    known = MNIST(folder, train=True)
    unseen = MNIST(folder, train=False)`
    : `    known = MNIST(folder, train=True, download=True)
    unseen = MNIST(folder, train=False, download=True)`;
  return `def pixels_of(dataset):
    """Images as the network takes them: n × 1 × 28 × 28, from ${rangeInWords[pixelRange]}."""
    grey = dataset.data.unsqueeze(1).float()
    return (${pixelFormula[pixelRange]}).to(DEVICE)


def load_mnist(folder, training_images):
    """Sets for training, for validation (5,000 drawn from the 60,000) and for the test (10,000)."""
${reading}
    order = torch.randperm(60_000, generator=torch.Generator().manual_seed(28))
    images, labels = pixels_of(known)[order], known.targets[order].to(DEVICE)
    training, validation = slice(0, training_images), slice(55_000, 60_000)
${labelNoiseText(setup)}    return (
        TensorDataset(images[training], labels[training]),
        TensorDataset(images[validation], labels[validation]),
        TensorDataset(pixels_of(unseen), unseen.targets.to(DEVICE)),
    )`;
}

/** A share of the training labels, each replaced by one of the nine others. */
const labelNoiseText = ({ labelNoise, seed }: TrainingSetup): string =>
  labelNoise === 0
    ? ''
    : `    chance = torch.Generator().manual_seed(${seed})
    is_wrong = torch.rand(training_images, generator=chance) < ${labelNoise}
    steps = torch.randint(1, 10, (training_images,), generator=chance) * is_wrong
    labels[training] = (labels[training] + steps.to(DEVICE)) % 10
`;

/** A function that changes images at random; null where the setup leaves them as they are. */
export function augmentText(name: string, setup: TrainingSetup): string | null {
  if (!isAugmented(setup)) return null;
  const black = setup.pixelRange === '0..1' ? 0 : -1;
  const body = [...movingLines(setup, black), ...cutoutLines(setup, black), 'return images'];
  return [
    `def ${name}(images):`,
    '    """Changes each image anew; what comes in from outside is black."""',
    '    n = len(images)',
    ...body.map((line) => `    ${line}`),
  ].join('\n');
}

/** One sampling for all that moves pixels: grids count from −1 to 1, so a pixel is 1/14. */
function movingLines(setup: TrainingSetup, black: number): readonly string[] {
  const { shiftPixels, rotateDegrees, zoomPercent, elasticAlpha } = setup;
  if (shiftPixels + rotateDegrees + zoomPercent + elasticAlpha === 0) return [];
  const turns = rotateDegrees > 0 || zoomPercent > 0;
  const either = (shape: string) => `(2 * torch.rand(${shape}) - 1)`;
  const turn = turns
    ? [
        `angle = ${rotateDegrees > 0 ? `math.radians(${rotateDegrees}) * ${either('n')}` : 'torch.zeros(n)'}`,
        `zoom = ${zoomPercent > 0 ? `1 + ${zoomPercent / 100} * ${either('n')}` : 'torch.ones(n)'}`,
        'along, across = angle.cos() / zoom, angle.sin() / zoom',
        'turn = torch.stack([along, across, -across, along], dim=1).view(n, 2, 2)',
      ]
    : ['turn = torch.eye(2).expand(n, 2, 2)'];
  const shift =
    shiftPixels > 0
      ? `shift = torch.randint(-${shiftPixels}, ${shiftPixels + 1}, (n, 2, 1)) / 14`
      : 'shift = torch.zeros(n, 2, 1)';
  const elastic =
    elasticAlpha > 0
      ? [
          '# Simard et al. 2003: random at the points of a coarse grid, linear between them.',
          `pulls = ${elasticAlpha} / 14 * ${either('n, 2, 5, 5')}`,
          'pulls = F.interpolate(pulls, size=29, mode="bilinear", align_corners=True)[:, :, :28, :28]',
          'grid = grid + pulls.permute(0, 2, 3, 1)',
        ]
      : [];
  const sample =
    black === 0
      ? 'images = F.grid_sample(images, grid.to(images.device), align_corners=False)'
      : 'images = F.grid_sample(images + 1, grid.to(images.device), align_corners=False) - 1';
  return [
    ...turn,
    shift,
    'way_back = torch.cat([turn, -turn @ shift], dim=2)',
    'grid = F.affine_grid(way_back, images.shape, align_corners=False)',
    ...elastic,
    sample,
  ];
}

function cutoutLines({ cutoutSize }: TrainingSetup, black: number): readonly string[] {
  if (cutoutSize === 0) return [];
  return [
    `top, left = torch.randint(28, (2, n, 1, 1, 1)) - ${cutoutSize >> 1}`,
    'row, column = torch.arange(28).view(28, 1), torch.arange(28)',
    `is_cut = (row >= top) & (row < top + ${cutoutSize}) & (column >= left) & (column < left + ${cutoutSize})`,
    `images = images.masked_fill(is_cut.to(images.device), ${black})`,
  ];
}
