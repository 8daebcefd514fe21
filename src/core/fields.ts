/**
 * A field describes one parameter of a layer or of the training setup, once: its type, default, bounds, form control,
 * validation, place in a share link and test generator all derive from it.
 */
interface FieldBase {
  readonly label: string;
  /** One sentence for people who do not know the word. */
  readonly hint?: string;
  /** Most people leave it alone: a form keeps it behind "More". */
  readonly isRare?: true;
  /** It means something only while another field of its table has one of these values, or none of those. */
  readonly shownWhen?: {
    readonly field: string;
    readonly is?: readonly FieldValue[];
    readonly isNot?: readonly FieldValue[];
  };
}

interface NumericField extends FieldBase {
  readonly min: number;
  readonly max: number;
  readonly default: number;
  /** Good values in rising order: where the slider snaps and what the steppers walk through. Typing reaches the rest. */
  readonly stops: readonly number[];
}

export interface IntField extends NumericField {
  readonly type: 'int';
}

export interface NumberField extends NumericField {
  readonly type: 'number';
}

export interface ChoiceField<Option extends string = string> extends FieldBase {
  readonly type: 'choice';
  readonly options: readonly Option[];
  readonly default: Option;
  /** What people read, where the option itself is not a word of the field. */
  readonly optionLabels?: Readonly<Partial<Record<Option, string>>>;
}

export interface FlagField extends FieldBase {
  readonly type: 'flag';
  readonly default: boolean;
}

export type Field = IntField | NumberField | ChoiceField | FlagField;
export type Fields = Readonly<Record<string, Field>>;
export type FieldValue = number | string | boolean;

type ValueOf<F extends Field> =
  F extends ChoiceField<infer Option> ? Option : F extends FlagField ? boolean : number;

/** The plain data that a table of fields describes: `{ filters: number; padding: 'same' | 'valid' }`. */
export type ParamsOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };
export type Params = Readonly<Record<string, FieldValue>>;

export const int = (field: Omit<IntField, 'type'>): IntField => ({ type: 'int', ...field });

export const number = (field: Omit<NumberField, 'type'>): NumberField => ({
  type: 'number',
  ...field,
});

export const choice = <const Option extends string>(
  field: Omit<ChoiceField<Option>, 'type'>,
): ChoiceField<Option> => ({ type: 'choice', ...field });

export const flag = (field: Omit<FlagField, 'type'>): FlagField => ({ type: 'flag', ...field });

/** Every field at its default. */
export function defaultsOf<F extends Fields>(fields: F): ParamsOf<F> {
  const entries = Object.entries(fields).map(([name, field]) => [name, field.default]);
  return Object.fromEntries(entries) as ParamsOf<F>; // the keys are those of `fields`
}

/** Whether a value from outside (a link, a file, a form) is one that the field allows. */
export function accepts(field: Field, value: unknown): value is FieldValue {
  switch (field.type) {
    case 'int':
    case 'number':
      return (
        typeof value === 'number' &&
        value >= field.min &&
        value <= field.max &&
        (field.type === 'number' || Number.isInteger(value))
      );
    case 'choice':
      return typeof value === 'string' && field.options.includes(value);
    case 'flag':
      return typeof value === 'boolean';
    default:
      return field satisfies never;
  }
}

/** The fields of a table that mean something with these values. */
export const shownFields = (fields: Fields, values: Params): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(([, { shownWhen }]) => {
      if (shownWhen === undefined) return true;
      const value = values[shownWhen.field] ?? fields[shownWhen.field]?.default ?? '';
      const { is = [value], isNot = [] } = shownWhen;
      return is.includes(value) && !isNot.includes(value);
    }),
  );
