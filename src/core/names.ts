import { hashText } from './hash.ts';

const adjectives =
  'amber brave bright brisk calm clever cosy crisp dapper eager early fair fleet fond frank fresh gentle glad golden grand green happy hardy honest humble jolly keen kind lively loyal lucid lucky mellow merry mild modest neat nimble noble patient plain plucky polite prime proud quick quiet ready rosy royal shy silver sleek smart snug sober steady sunny swift tidy tiny vivid warm wise witty'.split(
    ' ',
  );
const nouns =
  'acorn badger beacon beaver birch bison brook canyon cedar clover comet coral crane cricket delta ember falcon fern finch fjord fox gecko glacier grove harbor hare hazel heron ibis iris island juniper kestrel koala lagoon lark lemur lichen lily linnet lynx magpie maple marmot meadow meteor mole moss newt oak opal orchid osprey otter owl panda pebble pine plover puffin quail raven reef river robin sparrow spruce stork swan tern thrush tulip vole walnut willow wren'.split(
    ' ',
  );

/** A name one can say aloud, the same for the same id: `calm-otter`. */
export function runName(id: string): string {
  const hash = hashText(id);
  const adjective = adjectives[hash % adjectives.length];
  const noun = nouns[Math.floor(hash / adjectives.length) % nouns.length];
  return `${adjective}-${noun}`;
}
