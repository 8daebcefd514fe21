import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { codeLinesOf } from './check-sizes.mjs';
import { root } from './root.mjs';

const planted = {
  noFloatingPromises:
    'async function save(): Promise<void> {}\nexport const f = (): void => {\n  save();\n};\n',
  noMisusedPromises:
    'async function save(): Promise<void> {}\nexport const f = (): number => (save() ? 1 : 2);\n',
  noExplicitAny: 'export const f = (x: any): number => x;\n',
  noDefaultExport: 'export default 1;\n',
  noConsole: "console.log('here');\n",
  noEnum: 'export enum Colour {\n  Red,\n}\n',
  useMaxParams: 'export const f = (a: 1, b: 2, c: 3, d: 4): number => a + b + c + d;\n',
  useButtonType: 'export const Planted = () => <button>Go</button>;\n',
  useExhaustiveDependencies: `import { useEffect } from 'react';
export function Planted({ title }: { title: string }) {
  useEffect(() => {
    document.title = title;
  }, []);
  return null;
}
`,
};

/** The linter's report on the planted files, each named after the rule that it breaks. */
function lintPlanted() {
  const folder = mkdtempSync(join(tmpdir(), 'sizewise-rules-'));
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  for (const [rule, text] of Object.entries(planted)) {
    const path = join(folder, 'src', 'ui', `${rule}.tsx`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return stdout + stderr;
}

const report = lintPlanted();

test.each(Object.keys(planted))('the linter catches a planted %s', (rule) => {
  expect(report).toMatch(new RegExp(`${rule}\\.tsx:\\S+ lint/\\w+/${rule}`));
});

test('the import rules catch a type that core takes from the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sizewise-rules-'));
  const files = {
    'src/core/planted.ts': "import type { Page } from '../ui/page.ts';\nexport type Mine = Page;\n",
    'src/ui/page.ts': 'export type Page = 1;\n',
    'tsconfig.json': '{}',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const cruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruise, 'src', '--config', join(root, '.dependency-cruiser.cjs')];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(stdout).toMatch(/core-imports: src\/core\/planted\.ts → src\/ui\/page\.ts/);
});

test('blank lines and comments do not count towards the size of a file', () => {
  const text = '/** One.\n * Two. */\nconst a = 1;\n\n// Three.\nconst b = 2; // four\n';
  expect(codeLinesOf(text)).toBe(2);
});
