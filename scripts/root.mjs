import { fileURLToPath } from 'node:url';

/** The repository's folder, absolute, without a final slash. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Whether the module with this `import.meta.url` is the program being run. */
export const isMain = (url) => process.argv[1] === fileURLToPath(url);

/** Runs a program's main function; an error ends it with its message and exit code 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
