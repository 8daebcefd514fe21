import type { DistillationParams } from '../../core/distillation.ts';

export const evaluateText = `@torch.no_grad()
def evaluate(model, dataset):
    """Mean cross-entropy and the share of right answers."""
    model.eval()
    images, labels = dataset.tensors
    logits = torch.cat([model(some) for some in images.split(1000)])
    right = logits.argmax(dim=1) == labels
    return F.cross_entropy(logits, labels).item(), right.float().mean().item()`;

/** How far a student's answers are from the labels and from its teacher's. */
export function distillationText({ loss }: DistillationParams): string {
  if (loss === 'mse')
    return `def distillation_loss(logits, taught, labels):
    """ALPHA of the labels' loss; the rest is the squared distance from the teacher's logits."""
    return ALPHA * F.cross_entropy(logits, labels) + (1 - ALPHA) * F.mse_loss(logits, taught)`;
  return `def distillation_loss(logits, taught, labels):
    """Hinton et al. 2015: ALPHA of the labels' loss; the rest is the distance from the teacher's
    softened probabilities, times TEMPERATURE² so that it does not fade."""
    soft = F.kl_div(
        F.log_softmax(logits / TEMPERATURE, dim=1),
        F.log_softmax(taught / TEMPERATURE, dim=1),
        reduction="batchmean",
        log_target=True,
    )
    return ALPHA * F.cross_entropy(logits, labels) + (1 - ALPHA) * TEMPERATURE**2 * soft`;
}

export const firstProcessText = `def from_first_process(number):
    """A number that differs a little between processes, as the first one has it."""
    number = torch.tensor(number, device=DEVICE)
    dist.broadcast(number, src=0)
    return number.item()`;
