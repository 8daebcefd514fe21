import { describe, expect, test } from 'vitest';
import { type Focus, intentOf } from './shortcut-keys.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false };
const press = (key: string, more: Partial<typeof plain> = {}, focus: Focus = 'none') =>
  intentOf({ key, ...plain, ...more }, { focus, singleKeys: true });

test('single keys do what the help says', () => {
  expect([' ', 's', 'x', 'r', 'z', '?'].map((key) => press(key))).toEqual([
    'toggle',
    'step',
    'stop',
    'restart',
    'undo',
    'help',
  ]);
});

test('Ctrl and Cmd with Z and Y walk through history', () => {
  expect(press('z', { ctrlKey: true })).toBe('undo');
  expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('redo');
  expect(press('z', { metaKey: true })).toBe('undo');
  expect(press('y', { ctrlKey: true })).toBe('redo');
});

test("the browser's own keys stay the browser's", () => {
  expect(press('r', { ctrlKey: true })).toBeNull();
  expect(press('s', { metaKey: true })).toBeNull();
  expect(press('x', { altKey: true })).toBeNull();
});

describe('focus', () => {
  test('a text field keeps every key', () => {
    for (const key of [' ', 's', 'x', 'r', 'z', '?']) expect(press(key, {}, 'text')).toBeNull();
    expect(press('z', { ctrlKey: true }, 'text')).toBeNull();
  });

  test('a slider keeps single keys, and Ctrl+Z takes its move back', () => {
    expect(press('s', {}, 'value')).toBeNull();
    expect(press('z', { ctrlKey: true }, 'value')).toBe('undo');
  });

  test('Space presses the button that has the focus; letters still work there', () => {
    expect(press(' ', {}, 'control')).toBeNull();
    expect(press('s', {}, 'control')).toBe('step');
  });
});

test('switched off, single keys do nothing and Ctrl+Z still works', () => {
  const off = { focus: 'none', singleKeys: false } as const;
  expect(intentOf({ key: ' ', ...plain }, off)).toBeNull();
  expect(intentOf({ key: 'r', ...plain }, off)).toBeNull();
  expect(intentOf({ key: 'z', ...plain, ctrlKey: true }, off)).toBe('undo');
});

test('a key held down steps on, but never toggles or restarts again', () => {
  const held = { repeat: true };
  expect(press('s', held)).toBe('step');
  expect(press(' ', held)).toBeNull();
  expect(press('r', held)).toBeNull();
});
