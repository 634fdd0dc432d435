import { safeName } from "../profile/names";
import { declarationsOf, type Declaration } from "../symbols/declaration";
import { demangleFull } from "../symbols/demangle";
import type { ElfImage } from "../symbols/types";
import { nameKey } from "./functionNames";

/** What the ELF knows of a function that a trace names. */
export interface FoundSymbol {
  /** The linker's name, crate and entry; null and NaN where several symbols share the name and nobody can say which. */
  readonly rawName: string | null;
  readonly crate: string | null;
  readonly address: number;
  readonly declaration: Declaration | null;
  /** False where only the name without hashes is the same: another build of the guest. */
  readonly exact: boolean;
}

/** Finds symbols by SP1's names: `rustc_demangle` in full, else without what differs from build to build. */
export class Sp1Symbols {
  private readonly byText = new Map<string, number[]>();
  private byKey: Map<string, number[]> | null = null;
  private readonly declaration: (address: number) => Declaration | null;

  constructor(private readonly elf: ElfImage) {
    this.declaration = declarationsOf(elf);
    elf.symbols.rawName.forEach((raw, i) => push(this.byText, safeName(demangleFull(raw)), i));
  }

  /** Null where the ELF has no such function. */
  find(name: string): FoundSymbol | null {
    const same = this.byText.get(name);
    if (same !== undefined) return this.symbol(same, true);
    const similar = this.keys().get(looseKey(name));
    return similar === undefined ? null : this.symbol(similar, false);
  }

  private keys(): Map<string, number[]> {
    if (this.byKey !== null) return this.byKey;
    this.byKey = new Map();
    for (let i = 0; i < this.elf.symbols.length; i++)
      push(this.byKey, looseKey(this.elf.symbols.name[i]!), i);
    return this.byKey;
  }

  /** Several symbols of one text are one function to SP1: instances of one source function still share its place. */
  private symbol(found: readonly number[], exact: boolean): FoundSymbol {
    const { symbols } = this.elf;
    const first = found[0]!;
    const declaration = this.declaration(symbols.address[first]!);
    if (found.length === 1)
      return {
        rawName: symbols.rawName[first]!,
        crate: symbols.crate[first] ?? null,
        address: symbols.address[first]!,
        declaration,
        exact,
      };
    const shared = found.every((at) => {
      const other = this.declaration(symbols.address[at]!);
      return other?.file === declaration?.file && other?.line === declaration?.line;
    });
    return {
      rawName: null,
      crate: symbols.crate[first] ?? null,
      address: NaN,
      declaration: shared ? declaration : null,
      exact,
    };
  }
}

function push(map: Map<string, number[]>, key: string, value: number): void {
  const same = map.get(key);
  if (same) same.push(value);
  else map.set(key, [value]);
}

/** Without hashes and types of const values. */
function looseKey(name: string): string {
  return nameKey(name).replace(/\b(\d+)[ui](?:8|16|32|64|128|size)\b/g, "$1");
}
