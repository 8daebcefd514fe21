import { openArchitecture } from '../../actions/edit-layers.ts';
import { presetOf, presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';

interface PresetSelectProps {
  readonly architecture: Architecture;
}

const emptyId = 'empty';
const customId = 'custom';

/** Networks to start from; names the one on the page where it is one of them. */
export function PresetSelect({ architecture }: PresetSelectProps) {
  const current = idOf(architecture);
  const open = (id: string) => {
    if (id === emptyId) return openArchitecture([]);
    const preset = presets.find((candidate) => candidate.id === id);
    if (preset !== undefined) openArchitecture(preset.architecture);
  };
  return (
    <select
      className="input PresetSelect"
      aria-label="Preset"
      value={current}
      onChange={(event) => open(event.target.value)}
    >
      {current === customId && <option value={customId}>Custom</option>}
      {presets.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
      <option value={emptyId}>Empty network</option>
    </select>
  );
}

const idOf = (architecture: Architecture): string =>
  architecture.length === 0 ? emptyId : (presetOf(architecture)?.id ?? customId);
