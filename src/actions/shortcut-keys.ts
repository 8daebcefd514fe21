/**
 * What has the keyboard's focus: a text to type in, another control that keys change (slider, list, box), one that only
 * Enter and Space press, or nothing.
 */
export type Focus = 'text' | 'value' | 'control' | 'none';
export type Intent = 'toggle' | 'step' | 'stop' | 'restart' | 'undo' | 'redo' | 'help';

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
}

interface KeyContext {
  readonly focus: Focus;
  /** WCAG 2.1.4: keys without a modifier can be switched off. */
  readonly singleKeys: boolean;
}

const letters: Readonly<Record<string, Intent>> = {
  s: 'step',
  x: 'stop',
  r: 'restart',
  z: 'undo',
  '?': 'help',
};

/** What a key asks of the page; null leaves it to the control that has the focus, and to the browser. */
export function intentOf(key: Key, { focus, singleKeys }: KeyContext): Intent | null {
  if (focus === 'text' || key.altKey) return null;
  if (key.ctrlKey || key.metaKey) return historyIntent(key);
  if (!singleKeys || focus === 'value') return null;
  if (key.key === ' ') return focus === 'none' && !key.repeat ? 'toggle' : null;
  const intent = letters[key.key.toLowerCase()] ?? null;
  const mayRepeat = intent === 'step' || intent === 'undo';
  return key.repeat && !mayRepeat ? null : intent;
}

function historyIntent({ key, shiftKey }: Key): Intent | null {
  const letter = key.toLowerCase();
  if (letter === 'y' && !shiftKey) return 'redo';
  if (letter !== 'z') return null;
  return shiftKey ? 'redo' : 'undo';
}
