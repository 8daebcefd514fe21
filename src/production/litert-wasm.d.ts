declare module '@litertjs/core/wasm/*.js' {
  /** Emscripten's: from its settings to a module. */
  const factory: (settings: object) => Promise<unknown>;
  // biome-ignore lint/style/noDefaultExport: the package's own
  export default factory;
}
