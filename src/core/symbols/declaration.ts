import type { ElfImage } from "./types";

export interface Declaration {
  readonly file: string;
  /** 1-based; 0 unknown. */
  readonly line: number;
}

/**
 * Where a function is declared, by its entry pc. A copy that the compiler made (`f.constprop.0`)
 * may have no entry in the debug information; then the line table's row at its entry says it.
 */
export function declarationsOf(elf: ElfImage | null): (address: number) => Declaration | null {
  const { debug } = elf ?? { debug: null };
  if (debug === null) return () => null;
  const declared = new Map<number, Declaration>(debug.functions.map((fn) => [fn.address, fn]));
  return (address) => {
    const known = declared.get(address);
    if (known !== undefined) return { file: known.file, line: known.line };
    const outermost = debug.frames(address).at(-1);
    return outermost === undefined || outermost.line === 0
      ? null
      : { file: outermost.file, line: outermost.line };
  };
}
