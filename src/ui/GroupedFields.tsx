import {
  type Field,
  type Fields,
  type FieldValue,
  type Params,
  shownFields,
} from '../core/fields.ts';
import { FieldsForm } from './FieldsForm.tsx';

interface GroupedFieldsProps {
  readonly fields: Fields;
  readonly values: Params;
  readonly onChange: (name: string, value: FieldValue) => void;
  readonly disabled?: boolean;
}

/** A form of what means something with these values: what most people leave alone is behind "More". */
export function GroupedFields({ fields, ...form }: GroupedFieldsProps) {
  const shown = shownFields(fields, form.values);
  const rare = pickFields(shown, ({ isRare }) => isRare === true);
  const usual = pickFields(shown, ({ isRare }) => isRare !== true);
  return (
    <>
      <FieldsForm fields={usual} {...form} />
      {Object.keys(rare).length > 0 && (
        <details className="more-fields">
          <summary>More: {Object.values(rare).map(labelInSentence).join(', ')}</summary>
          <FieldsForm fields={rare} {...form} />
        </details>
      )}
    </>
  );
}

const pickFields = (fields: Fields, isWanted: (field: Field) => boolean): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => isWanted(field)));

/** `stride`, `L2`: a label as it stands inside a line. */
export const labelInSentence = ({ label }: Field): string =>
  /^[A-Z]\d/.test(label) ? label : label.toLowerCase();
