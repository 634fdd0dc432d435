/** Where the embedded engine says that a guest failed: `… at 0x90000064 in guest::run (src/main.rs:20)`, 1-based. */
export function faultLine(message: string | null): { readonly file: string; readonly line: number } | null {
  const [, file, line] = /, at 0x[0-9a-f]+ in .*\(([^()]+):(\d{1,9})\)$/.exec(message ?? "") ?? [];
  return file === undefined || line === undefined ? null : { file, line: Number(line) };
}
