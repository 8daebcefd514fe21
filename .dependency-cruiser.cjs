// What each folder of src may import from src. A folder may always import itself; nothing else is allowed.
// Tests may import across folders: that is how both ends of a contract are checked together.
const specs = [
  'src/compression/[^/]+/spec',
  'src/compression/specs',
  'src/datasets/[^/]+/spec',
  'src/datasets/specs',
];
const page = [
  'src/core',
  ...specs,
  'src/protocol',
  'src/storage',
  'src/share',
  'src/export',
  'src/lessons',
];
const mayImport = {
  'src/core': [],
  'src/compression': ['src/core', 'src/protocol'],
  'src/datasets': ['src/core', 'src/protocol'],
  'src/protocol': ['src/core', ...specs, 'src/export/formats'],
  'src/storage': ['src/core', 'src/protocol'],
  'src/share': ['src/core', 'src/protocol'],
  'src/export': ['src/core', 'src/protocol', 'src/compression', 'src/share/encode'],
  'src/import': ['src/core', 'src/protocol', 'src/export'],
  'src/lessons': ['src/core', ...specs, 'src/protocol'],
  'src/engine': [
    'src/core',
    'src/compression',
    'src/datasets',
    'src/protocol',
    'src/storage',
    'src/export',
    'src/import',
  ],
  'src/production': [
    'src/core',
    'src/protocol',
    'src/compression/quantize/(int8|ranges)',
    'src/engine/(runtime|latency|compute-lock|jobs/evaluate)',
  ],
  'src/engine-client': ['src/core', 'src/protocol'],
  'src/stores': ['src/core', ...specs, 'src/protocol', 'src/storage', 'src/share'],
  'src/actions': [...page, 'src/stores', 'src/engine-client', 'src/production/client'],
  'src/ui': ['src/core'],
  'src/features': [...page, 'src/stores', 'src/actions', 'src/ui'],
  'src/app': [...page, 'src/stores', 'src/actions', 'src/ui', 'src/features'],
};

const importTable = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder.replace('src/', '')}-imports`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: [folder, ...allowed].map((path) => `^${path}(/|\\.|$)`) },
}));

/** A package that only some folders may import. */
const onlyIn = (name, packages, folders) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: [...folders, '\\.test\\.ts$'] },
  to: { path: `node_modules/(${packages})/` },
});

module.exports = {
  forbidden: [
    ...importTable,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'features-are-islands',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'specs-import-core-only',
      severity: 'error',
      from: { path: '^src/(compression|datasets)/([^/]+/spec|specs)\\.ts$' },
      to: { pathNot: ['^src/core/', '^src/(compression|datasets)/[^/]+/spec\\.ts$'] },
    },
    {
      name: 'worker-halves-stay-in-the-worker',
      severity: 'error',
      from: { pathNot: ['^src/(engine|compression|datasets)/', '\\.test\\.ts$'] },
      to: { path: '^src/(compression|datasets)/[^/]+/(run|load)\\.ts$' },
    },
    {
      name: 'wasm-and-tfjs-are-strangers',
      severity: 'error',
      from: { path: '^src/engine/(wasm|tfjs)/' },
      to: { path: '^src/engine/(wasm|tfjs)/', pathNot: '^src/engine/$1/' },
    },
    {
      name: 'runtimes-are-loaded-on-demand',
      severity: 'error',
      from: { path: '^src/engine/', pathNot: ['^src/engine/(tfjs|contract)/', '\\.test\\.ts$'] },
      to: { path: '^src/engine/tfjs/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'core-has-no-packages',
      severity: 'error',
      from: { path: '^src/core/', pathNot: ['\\.test\\.ts$', '^src/core/arbitraries\\.ts$'] },
      to: { path: 'node_modules' },
    },
    onlyIn('tfjs-only-in-its-runtime', '@tensorflow', ['^src/engine/tfjs/']),
    onlyIn('state-library-only-in-stores-and-views', 'zustand|zundo', [
      '^src/stores/',
      '^src/(features|app)/',
    ]),
    onlyIn(
      'react-only-in-views',
      'react|react-dom|lucide-react|recharts|uplot|@dnd-kit|prism-react-renderer',
      ['^src/(ui|features|app)/'],
    ),
    onlyIn('production-runtimes-only-in-their-folder', 'onnxruntime-web|@litertjs', [
      '^src/production/',
      '^src/export/onnx/test-runtime\\.ts$',
    ]),
    onlyIn('file-formats-only-in-export', 'onnx-buf|@bufbuild', ['^src/export/']),
    onlyIn('idb-only-in-storage', 'idb', ['^src/storage/']),
    {
      name: 'no-test-imports',
      severity: 'error',
      // The contract's own tools are the tests'.
      from: { pathNot: ['\\.test\\.ts$', '^src/engine/contract/'] },
      to: { path: ['\\.test\\.ts$', '^src/core/arbitraries\\.ts$'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true, pathNot: ['\\.css$', '\\?url$', '^@fontsource'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default'],
    },
  },
};
