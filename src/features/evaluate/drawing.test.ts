import { expect, test } from 'vitest';
import { emptyDrawing, liftPen, lowerPen, movePen, pressKey } from './drawing.ts';

const press = (keys: readonly string[]) =>
  keys.reduce((drawing, key) => pressKey(drawing, key) ?? drawing, emptyDrawing);

test('a pen that is down inks where it goes, one that is up does not', () => {
  const line = movePen(lowerPen(emptyDrawing, { x: 0.1, y: 0.1 }), [{ x: 0.2, y: 0.3 }]);
  expect(line.strokes).toEqual([
    [
      { x: 0.1, y: 0.1 },
      { x: 0.2, y: 0.3 },
    ],
  ]);
  expect(movePen(liftPen(line), [{ x: 0.9, y: 0.9 }]).strokes).toEqual(line.strokes);
});

test('a second stroke leaves the first as it is', () => {
  const first = movePen(lowerPen(emptyDrawing, { x: 0, y: 0 }), [{ x: 0, y: 1 }]);
  const both = lowerPen(liftPen(first), { x: 1, y: 0 });
  expect(both.strokes.length).toBe(2);
  expect(both.strokes[0]).toEqual(first.strokes[0]);
});

test('keys alone draw a seven', () => {
  const { strokes } = press([
    ' ',
    'ArrowRight',
    'ArrowRight',
    'ArrowDown',
    'ArrowDown',
    ' ',
    'ArrowLeft',
  ]);
  expect(strokes.length).toBe(1);
  expect(strokes[0]?.length).toBe(5);
});

test('the pen stays on the pad', () => {
  const { pen } = press(Array.from({ length: 40 }, () => 'ArrowUp'));
  expect(pen.y).toBe(0);
});

test('other keys are left to the page', () => {
  expect(pressKey(emptyDrawing, 'Tab')).toBeNull();
  expect(pressKey(emptyDrawing, 'Escape')).toBeNull();
});
