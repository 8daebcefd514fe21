import { Copy, Download } from 'lucide-react';
import { Highlight } from 'prism-react-renderer';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { copyText } from '../../actions/copy-link.ts';
import { fileNameOf } from '../../actions/runs.ts';
import { saveFile } from '../../actions/save-file.ts';
import { describeArchitecture } from '../../core/describe.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { CodeFormat } from '../../export/code-format.ts';
import { codeFormats } from '../../export/code-formats.ts';
import { recipeOf, recipeStore } from '../../stores/recipe.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { Notice } from '../../ui/Notice.tsx';

const formats: readonly (readonly [string, CodeFormat])[] = Object.entries(codeFormats);

/** A program that does the same in another framework: of the selected run, else of the network on the page. */
export function Code() {
  const run = useStore(runsStore, selectedRun);
  const edited = useStore(recipeStore);
  const recipe = run?.recipe ?? recipeOf(edited);
  const [chosen, setChosen] = useState(formats[0]?.[0] ?? '');
  const format = formats.find(([id]) => id === chosen)?.[1];
  if (format === undefined) return null;
  const name = run?.name ?? describeArchitecture(recipe.architecture);
  return (
    <section aria-label="Code">
      <h3>The same as a program</h3>
      <fieldset className="row FilesView-languages">
        <legend className="visually-hidden">Program</legend>
        {formats.map(([id, { label }]) => (
          <label key={id} className="row">
            <input
              type="radio"
              name="code-format"
              checked={id === chosen}
              onChange={() => setChosen(id)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <p className="small">{format.purpose}</p>
      <Program key={chosen} {...{ format, recipe, name }} />
    </section>
  );
}

interface ProgramProps {
  readonly format: CodeFormat;
  readonly recipe: Recipe;
  readonly name: string;
}

function Program({ format, recipe, name }: ProgramProps) {
  const problem = format.problem(recipe);
  const text = useText(format, problem === null ? recipe : null, name);
  const [copied, setCopied] = useState('');
  if (problem !== null) return <Notice>{problem}</Notice>;
  if (text === null) return <p className="small">Writing …</p>;
  const copy = async () =>
    setCopied(
      (await copyText(text))
        ? '✓ Copied'
        : 'This browser lets no page copy: select the text and copy it.',
    );
  return (
    <>
      <div className="row">
        <button type="button" className="button" onClick={() => void copy()}>
          <Copy aria-hidden /> Copy the code
        </button>
        <button
          type="button"
          className="button"
          onClick={() => saveFile(`${fileNameOf(name)}${format.extension}`, text, 'text/plain')}
        >
          <Download aria-hidden /> Save the code
        </button>
        <output className="small">{copied}</output>
      </div>
      <Listing text={text} language={format.language} />
    </>
  );
}

/** The program, once its writer is loaded; null until then. */
function useText(format: CodeFormat, recipe: Recipe | null, name: string): string | null {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    if (recipe !== null)
      void format.load().then((write) => isCurrent && setText(write(recipe, name)));
    return () => {
      isCurrent = false;
    };
  }, [format, recipe, name]);
  return text;
}

/** Colours are the page's, by class. */
const noTheme = { plain: {}, styles: [] };

function Listing({ text, language }: { readonly text: string; readonly language: string }) {
  return (
    <Highlight code={text} language={language} theme={noTheme}>
      {({ tokens, getTokenProps }) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must get there
        <section className="FilesView-code" tabIndex={0} aria-label="Program">
          <pre>
            {tokens.map((line, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and never move
              <div key={row}>
                {line.map((token, place) => {
                  const { className, children } = getTokenProps({ token });
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above
                    <span key={place} className={className}>
                      {children}
                    </span>
                  );
                })}
              </div>
            ))}
          </pre>
        </section>
      )}
    </Highlight>
  );
}
