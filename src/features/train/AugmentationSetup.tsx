import { useState } from 'react';
import { augmentationFields, isAugmented } from '../../core/augmentation.ts';
import type { FieldValue } from '../../core/fields.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { FieldsForm } from '../../ui/FieldsForm.tsx';
import { AugmentationPreview } from './AugmentationPreview.tsx';

interface AugmentationSetupProps {
  readonly setup: TrainingSetup;
  readonly onChange: (name: string, value: FieldValue) => void;
}

/** How training images are changed, and what comes of it. */
export function AugmentationSetup({ setup, onChange }: AugmentationSetupProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>Augmentation{isAugmented(setup) && ': on'}</summary>
      {isOpen && (
        <div className="TrainingSetup-body">
          <p className="small">Changes training images only, never those that judge the network.</p>
          <FieldsForm fields={augmentationFields} values={setup} onChange={onChange} />
          <AugmentationPreview setup={setup} />
        </div>
      )}
    </details>
  );
}
