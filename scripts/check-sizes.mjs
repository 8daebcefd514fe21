import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, root } from './root.mjs';

const maxLines = 250;

/** Lines that hold code: not blank, and not only comment. */
export function codeLinesOf(text) {
  const withoutBlockComments = text.replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '');
  return withoutBlockComments.split('\n').filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}

function sourceFiles() {
  const git = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', git, { cwd: root, encoding: 'utf8' }).split('\n');
  return names.filter(
    (name) => /\.(ts|tsx|mjs|js|cjs|css)$/.test(name) && existsSync(join(root, name)),
  );
}

/** The files over the limit, as `name: lines`. */
export function tooLong() {
  return sourceFiles()
    .map((name) => ({ name, lines: codeLinesOf(readFileSync(join(root, name), 'utf8')) }))
    .filter(({ lines }) => lines > maxLines)
    .map(({ name, lines }) => `${name}: ${lines} lines of code, at most ${maxLines} allowed`);
}

if (isMain(import.meta.url)) {
  const problems = tooLong();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
