/** A function of the host, (i32) → i32, as a WebAssembly function: a table holds no others. */
export function exportedFunction(call: (pc: number) => number): unknown {
  // prettier-ignore
  const bytes = Uint8Array.of(
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    // Types: (i32) → i32. Imports: env.f. Exports: f.
    1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f,
    2, 9, 1, 3, 0x65, 0x6e, 0x76, 1, 0x66, 0, 0,
    7, 5, 1, 1, 0x66, 0, 0,
  );
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { f: call } }).exports["f"];
}
