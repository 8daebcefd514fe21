// Writes what the cluster's tests are given: `node interop/ray/make-plan.mjs FOLDER`.
import { runnerImport } from 'vite';

const [folder = 'build/ray'] = process.argv.slice(2);
const { makePlan } = (await runnerImport('./interop/ray/make-plan.ts')).module;
await makePlan(folder);
