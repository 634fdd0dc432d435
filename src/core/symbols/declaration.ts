import type { DebugInfo, ElfImage } from "./types";

export interface Declaration {
  readonly file: string;
  /** 1-based; 0 unknown. */
  readonly line: number;
}

/**
 * Where a function is declared, by its entry pc. A copy that the compiler made (`f.constprop.0`)
 * may have no entry in the debug information; then the line table's row at its entry says it.
 */
export function declarationsOf(
  elf: ElfImage | null,
  debug: DebugInfo | null = elf?.debug ?? null,
): (address: number) => Declaration | null {
  if (debug === null) return () => null;
  return (address) => {
    const known = debug.declaration(address);
    if (known !== null) return { file: known.file, line: known.line };
    const outermost = debug.places(address).at(-1);
    return outermost === undefined || outermost.file === ""
      ? null
      : { file: outermost.file, line: outermost.line };
  };
}
