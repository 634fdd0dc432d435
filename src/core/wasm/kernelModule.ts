let compile = (bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module => new WebAssembly.Module(bytes);

/**
 * A module whose functions run for a few milliseconds, and then no more: an engine that optimizes them meanwhile, beside
 * them, is in their way.
 */
export function kernelModule(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  return compile(bytes);
}

/** What makes such modules from now on, where the platform can tell its engine. */
export function compileKernels(by: (bytes: Uint8Array<ArrayBuffer>) => WebAssembly.Module): void {
  compile = by;
}
