import { X } from 'lucide-react';
import { useId, useState } from 'react';
import type { ChoiceField, FieldValue, IntField, NumberField } from '../../core/fields.ts';
import { accepts } from '../../core/fields.ts';
import type { Recipe } from '../../core/recipe.ts';
import { maxValues } from '../../core/sweep.ts';
import { type Axis, axisName, axisTargets, fieldOf, valuesOf } from '../../core/sweep-axis.ts';

interface AxisEditorProps {
  readonly axis: Axis;
  readonly base: Recipe;
  readonly isRandom: boolean;
  readonly onChange: (axis: Axis) => void;
  readonly onRemove: () => void;
}

/** What one axis varies, and over which values. */
export function AxisEditor({ axis, base, isRandom, onChange, onRemove }: AxisEditorProps) {
  const id = useId();
  const targets = axisTargets(base);
  const key = JSON.stringify(axis.target);
  const field = fieldOf(axis.target, base);
  const choose = (chosen: string) => {
    const target = targets.find((each) => JSON.stringify(each) === chosen);
    const next = target && fieldOf(target, base);
    if (target && next && next.type !== 'flag')
      onChange({ target, values: valuesOf(next).slice(0, maxValues) });
  };
  return (
    <div className="sweep-axis">
      <label htmlFor={id} className="visually-hidden">
        Varies
      </label>
      <select
        id={id}
        className="input"
        value={key}
        onChange={(event) => choose(event.target.value)}
      >
        {field === null && <option value={key}>A layer that is gone</option>}
        {targets.map((target) => {
          const value = JSON.stringify(target);
          return (
            <option key={value} value={value}>
              {axisName(target, base)}
            </option>
          );
        })}
      </select>
      {field?.type === 'choice' && (
        <Options field={field} axis={axis} onChange={(values) => onChange({ ...axis, values })} />
      )}
      {(field?.type === 'int' || field?.type === 'number') && (
        <Numbers
          key={key}
          {...{ field, axis, isRandom }}
          name={axisName(axis.target, base)}
          onChange={(values) => onChange({ ...axis, values })}
        />
      )}
      <button
        type="button"
        className="button quiet icon"
        aria-label={`Do not vary ${axisName(axis.target, base)}`}
        onClick={onRemove}
      >
        <X aria-hidden />
      </button>
    </div>
  );
}

interface ValuesProps<F> {
  readonly field: F;
  readonly axis: Axis;
  readonly onChange: (values: readonly FieldValue[]) => void;
}

function Options({ field, axis, onChange }: ValuesProps<ChoiceField>) {
  return (
    <fieldset className="sweep-options">
      <legend className="visually-hidden">{field.label}</legend>
      {field.options.map((option) => (
        <label key={option}>
          <input
            type="checkbox"
            checked={axis.values.includes(option)}
            onChange={({ target: { checked } }) =>
              onChange(
                field.options.filter((each) =>
                  each === option ? checked : axis.values.includes(each),
                ),
              )
            }
          />
          {field.optionLabels?.[option] ?? option}
        </label>
      ))}
    </fieldset>
  );
}

interface NumbersProps extends ValuesProps<IntField | NumberField> {
  readonly name: string;
  readonly isRandom: boolean;
}

/** Numbers as one types them: with spaces or semicolons between. */
function Numbers({ field, axis, name, isRandom, onChange }: NumbersProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const words = typed ?? axis.values.join('  ');
  const parse = (text: string) =>
    text
      .split(/[\s;]+/)
      .filter((each) => each !== '')
      .map(Number);
  const numbers = parse(words);
  const isAllowed =
    numbers.length > 0 &&
    numbers.length <= maxValues &&
    numbers.every((number) => accepts(field, number));
  const kind = field.type === 'int' ? 'whole numbers' : 'numbers';
  return (
    <div className="sweep-numbers">
      <input
        type="text"
        className="input"
        aria-label={`Values of ${name}`}
        aria-invalid={!isAllowed}
        aria-describedby={id}
        value={words}
        onChange={({ target: { value } }) => {
          setTyped(value);
          const next = parse(value);
          if (next.length > 0 && next.every((number) => accepts(field, number)))
            onChange([...new Set(next)].slice(0, maxValues));
        }}
        onBlur={() => setTyped(null)}
      />
      <span id={id} className={isAllowed ? 'small' : 'small error'}>
        {isAllowed
          ? isRandom
            ? 'Drawn between the least and the greatest.'
            : 'With spaces between.'
          : `Up to ${maxValues} ${kind} from ${Number(field.min.toPrecision(3))} to ${field.max}, with spaces between`}
      </span>
    </div>
  );
}
