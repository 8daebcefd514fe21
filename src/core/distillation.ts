import { choice, number, type ParamsOf } from './fields.ts';

/** How a student learns from a teacher's logits beside the labels. */
export const distillationFields = {
  loss: choice({
    label: 'Distance from the teacher',
    hint: 'Of the softened probabilities, or of the logits themselves.',
    options: ['kl', 'mse'],
    default: 'kl',
    optionLabels: { kl: 'Probabilities at a temperature (KL)', mse: 'Logits (squared)' },
  }),
  temperature: number({
    label: 'Temperature',
    hint: 'Softens both sides: at a high one the teacher also tells which wrong digits are nearly right.',
    min: 0.5,
    max: 50,
    default: 4,
    stops: [1, 2, 3, 4, 6, 8, 10, 20],
  }),
  alpha: number({
    label: 'Share of the labels',
    hint: 'How much of the loss is the ordinary one: 0 is the teacher alone, 1 the labels alone.',
    min: 0,
    max: 1,
    default: 0.1,
    stops: [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1],
  }),
} as const;

export type DistillationParams = ParamsOf<typeof distillationFields>;

/** softmax(logits / temperature); logits may all be off by one constant. */
export function soften(logits: readonly number[], temperature: number): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp((logit - largest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** `taught, T 4, α 0.1`. */
export const distillationInWords = ({ loss, temperature, alpha }: DistillationParams): string =>
  `taught, ${loss === 'kl' ? `T ${temperature}` : 'on logits'}, α ${alpha}`;
