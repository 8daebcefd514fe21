import type { Fields, FieldValue, Params } from '../core/fields.ts';
import { FieldControl } from './FieldControl.tsx';

interface FieldsFormProps {
  readonly fields: Fields;
  readonly values: Params;
  readonly onChange: (name: string, value: FieldValue) => void;
  readonly disabled?: boolean;
}

/** Live controls for every field of a table; there is nothing to submit. */
export function FieldsForm({ fields, values, onChange, disabled = false }: FieldsFormProps) {
  return (
    <div className="fields">
      {Object.entries(fields).map(([name, field]) => (
        <FieldControl
          key={name}
          field={field}
          value={values[name] ?? field.default}
          disabled={disabled}
          onChange={(value) => onChange(name, value)}
        />
      ))}
    </div>
  );
}
