import { runnerImport } from '/tmp/h-ray/node_modules/vite/dist/node/index.js';

const { makePlan } = (await runnerImport('./interop/ray/make-plan.ts')).module;
await makePlan(process.argv[2]);
