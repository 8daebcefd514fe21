import type { Recipe } from '../../core/recipe.ts';
import { type Program, programOf } from './program.ts';

/** A Python script; its sections are cells for editors that know `# %%`. */
export function writeScript(recipe: Recipe, name: string): string {
  const { title, words, packages, sections } = programOf(recipe, name);
  const head = [`${title}`, '', ...words, '', `Needs: pip install ${packages.join(' ')}`];
  const quoted = head.join('\n').replaceAll('\\', ' ').replaceAll('"""', "'''");
  const parts = sections.map((section) => `# %% ${section.title}\n${section.code}`);
  return `${[`"""${quoted}\n"""`, ...parts].join('\n\n\n')}\n`;
}

/** A Jupyter notebook (nbformat 4.5) of the same cells. */
export function writeNotebook(recipe: Recipe, name: string): string {
  const program = programOf(recipe, name);
  const cells = [
    markdown('head', headOf(program)),
    ...program.sections.flatMap(({ title, code }, place) => [
      markdown(`title-${place}`, `## ${title}`),
      {
        ...{ cell_type: 'code', id: `code-${place}`, metadata: {}, source: linesOf(code) },
        ...{ execution_count: null, outputs: [] },
      },
    ]),
  ];
  const metadata = {
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: { name: 'python' },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

const headOf = ({ title, words, packages }: Program): string =>
  [`# ${title}`, ...words, `Needs: \`pip install ${packages.join(' ')}\``].join('\n\n');

const markdown = (id: string, text: string) => ({
  ...{ cell_type: 'markdown', id, metadata: {}, source: linesOf(text) },
});

/** As notebooks keep text: lines with their ends. */
const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/);
