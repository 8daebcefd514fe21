import { Minus, Plus } from 'lucide-react';
import { useId, useState } from 'react';
import {
  accepts,
  type ChoiceField,
  type Field,
  type FieldValue,
  type IntField,
  type NumberField,
} from '../core/fields.ts';

interface FieldControlProps<F extends Field = Field> {
  readonly field: F;
  readonly value: FieldValue;
  readonly onChange: (value: FieldValue) => void;
  readonly disabled?: boolean;
}

/** The control that a field asks for: slider with steppers and typing, list, or box to tick. */
export function FieldControl({ field, ...props }: FieldControlProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} title={field.hint}>
        {field.label}
      </label>
      {field.type === 'choice' ? (
        <ChoiceControl id={id} field={field} {...props} />
      ) : field.type === 'flag' ? (
        <input
          id={id}
          type="checkbox"
          checked={props.value === true}
          disabled={props.disabled}
          onChange={(event) => props.onChange(event.target.checked)}
        />
      ) : (
        <NumberControl id={id} field={field} {...props} />
      )}
    </div>
  );
}

function ChoiceControl({
  id,
  field,
  value,
  onChange,
  disabled,
}: FieldControlProps<ChoiceField> & { readonly id: string }) {
  return (
    <select
      id={id}
      value={String(value)}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
    >
      {field.options.map((option) => (
        <option key={option} value={option}>
          {field.optionLabels?.[option] ?? option}
        </option>
      ))}
    </select>
  );
}

function NumberControl({
  id,
  field,
  value,
  onChange,
  disabled,
}: FieldControlProps<IntField | NumberField> & { readonly id: string }) {
  const current = Number(value);
  const [typed, setTyped] = useState<string | null>(null);
  const problem = typed === null ? null : problemOf(field, typed);
  const position = nearestStop(field.stops, current);
  const step = (direction: 1 | -1) => {
    setTyped(null);
    onChange(neighbour(field.stops, current, direction));
  };
  const type = (text: string) => {
    setTyped(text);
    if (problemOf(field, text) === null) onChange(Number(text));
  };
  return (
    <>
      <div className="controls">
        <button
          type="button"
          className="button quiet icon"
          aria-label={`${field.label}: less`}
          disabled={disabled || current <= (field.stops[0] ?? current)}
          onClick={() => step(-1)}
        >
          <Minus aria-hidden />
        </button>
        <input
          type="range"
          aria-label={`${field.label} slider`}
          aria-valuetext={formatValue(current)}
          min={0}
          max={field.stops.length - 1}
          value={position}
          disabled={disabled}
          onChange={(event) => {
            setTyped(null);
            onChange(field.stops[Number(event.target.value)] ?? current);
          }}
        />
        <button
          type="button"
          className="button quiet icon"
          aria-label={`${field.label}: more`}
          disabled={disabled || current >= (field.stops.at(-1) ?? current)}
          onClick={() => step(1)}
        >
          <Plus aria-hidden />
        </button>
        <input
          id={id}
          type="text"
          inputMode="decimal"
          value={typed ?? formatValue(current)}
          disabled={disabled}
          aria-invalid={problem !== null}
          onChange={(event) => type(event.target.value)}
          onBlur={() => setTyped(null)}
        />
      </div>
      {problem !== null && (
        <span className="error" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

const formatValue = (value: number): string =>
  value !== 0 && value < 1e-3 ? value.toExponential() : String(value);

function problemOf(field: IntField | NumberField, text: string): string | null {
  if (text.trim() !== '' && accepts(field, Number(text))) return null;
  const kind = field.type === 'int' ? 'A whole number' : 'A number';
  return `${kind} from ${field.min} to ${field.max}`;
}

function nearestStop(stops: readonly number[], value: number): number {
  const above = stops.findIndex((stop) => stop >= value);
  return above === -1 ? stops.length - 1 : above;
}

function neighbour(stops: readonly number[], value: number, direction: 1 | -1): number {
  const next =
    direction === 1 ? stops.find((stop) => stop > value) : stops.findLast((stop) => stop < value);
  return next ?? value;
}
