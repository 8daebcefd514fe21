import fc from 'fast-check';
import type { Field, FieldValue } from '../../core/fields.ts';
import { createLayer, definitionOf, type Layer, type LayerKind } from '../../core/layers/index.ts';
import type { Shape } from '../../core/shape.ts';

/** Above it an integer only costs time: tfjs' `cpu` backend does some 20 million multiply–adds a second. */
const largestInt = 9;

/** Values that a field allows. */
function fieldValue(field: Field): fc.Arbitrary<FieldValue> {
  switch (field.type) {
    case 'int':
      return fc.integer({ min: field.min, max: Math.min(field.max, largestInt) });
    case 'number':
      return fc.constantFrom(...field.stops);
    case 'choice':
      return fc.constantFrom(...field.options);
    case 'flag':
      return fc.boolean();
    default:
      return field satisfies never;
  }
}

/** Layers of a kind with any parameters that its fields allow. */
export function layerOf(kind: LayerKind): fc.Arbitrary<Layer> {
  const fields = Object.entries(definitionOf(kind).fields);
  const params = fc.record(
    Object.fromEntries(fields.map(([name, field]) => [name, fieldValue(field)])),
  );
  return params.map((values) => createLayer(kind, kind, values) as Layer); // from the kind's own fields
}

/** Of a small image, or of a short sequence. */
export const side = fc.integer({ min: 1, max: 9 });

/** Shapes of small images, of short sequences and of short vectors. */
export const smallShape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(side, side, fc.integer({ min: 1, max: 6 })) },
  { weight: 2, arbitrary: fc.tuple(side, side) },
  { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 40 })) },
);

/** Random numbers of about normal size, the same for the same seed. */
export function noise(length: number, seed: number): Float32Array {
  let state = seed + 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  });
}
