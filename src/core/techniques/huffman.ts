import { defineTechnique } from './technique.ts';

/** The last step of Deep Compression (Han et al. 2016). */
export const huffman = defineTechnique({
  label: 'Huffman-code the file',
  purpose:
    'Writes frequent codes with few bits: a smaller file, and the same network when it is read.',
  fields: {},
  problem({ before }) {
    if (before.includes('huffman')) return 'Its file is Huffman-coded already';
    return before.includes('quantize') || before.includes('cluster')
      ? null
      : 'Floats are nearly all different, so there is nothing to code: quantize or cluster first';
  },
  inWords: () => 'Huffman',
});
