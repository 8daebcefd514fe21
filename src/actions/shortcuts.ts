import { redo, undo } from '../stores/recipe.ts';
import { settingsStore } from '../stores/settings.ts';
import { viewStore } from '../stores/view.ts';
import { openView } from './address.ts';
import { stepOnce, stopTraining, toggleTraining } from './control-training.ts';
import { type Focus, type Intent, intentOf } from './shortcut-keys.ts';
import { restartTraining } from './start-training.ts';

const perform: Record<Intent, () => void> = {
  toggle: toggleTraining,
  step: stepOnce,
  stop: stopTraining,
  restart: () => void restartTraining(),
  undo,
  redo,
  help: () => openView('help'),
};

/** The keys of the page, for as long as it is open. */
export function listenForShortcuts(): () => void {
  addEventListener('keydown', follow);
  return () => removeEventListener('keydown', follow);
}

function follow(event: KeyboardEvent): void {
  if (event.defaultPrevented || viewStore.getState().view !== null) return;
  const { shortcuts: singleKeys } = settingsStore.getState();
  const intent = intentOf(event, { focus: focusOf(event.target), singleKeys });
  if (intent === null) return;
  event.preventDefault();
  perform[intent]();
}

const textTypes = ['text', 'number', 'search', 'url', 'email'];
const controls = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]';

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return 'none';
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return 'text';
  if (target instanceof HTMLInputElement) return textTypes.includes(target.type) ? 'text' : 'value';
  if (target instanceof HTMLSelectElement) return 'value';
  return target.closest(controls) === null ? 'none' : 'control';
}
