import { declarationsOf, type Declaration } from "../symbols/declaration";
import type { ElfImage } from "../symbols/types";
import { nameKey } from "./functionNames";

/** What the ELF knows of a function that a trace names. */
export interface FoundSymbol {
  /** The linker's name, crate and entry; null where several symbols share the name and nobody can say which. */
  readonly rawName: string | null;
  readonly crate: string | null;
  readonly address: number;
  readonly declaration: Declaration | null;
}

/**
 * Finds symbols by SP1's names, `rustc_demangle` with hashes: by the hash of a legacy name, else by the name
 * without hashes and, where several have it, by the crate disambiguators `[b76926eaf221c9c2]` of v0.
 */
export class Sp1Symbols {
  private readonly byHash = new Map<string, number>();
  private readonly byName = new Map<string, number[]>();
  private readonly declaration: (address: number) => Declaration | null;

  constructor(private readonly elf: ElfImage) {
    const { symbols } = elf;
    this.declaration = declarationsOf(elf);
    for (let i = 0; i < symbols.length; i++) {
      const hash = /17h([0-9a-f]{16})E/.exec(symbols.rawName[i]!)?.[1];
      if (hash !== undefined) this.byHash.set(hash, i);
      const key = nameKey(symbols.name[i]!);
      const same = this.byName.get(key);
      if (same) same.push(i);
      else this.byName.set(key, [i]);
    }
  }

  /** Null where the ELF has no such function. */
  find(name: string): FoundSymbol | null {
    const hash = /::h([0-9a-f]{16})(?:\.llvm\.\d+)?$/.exec(name)?.[1];
    if (hash !== undefined) {
      const at = this.byHash.get(hash);
      return at === undefined ? null : this.symbol(at);
    }
    let found = this.byName.get(nameKey(name)) ?? [];
    const crates = [...name.matchAll(/[A-Za-z0-9_]\[([0-9a-f]{1,16})\]/g)].map((match) => match[1]!);
    if (crates.length > 0)
      found = found.filter((at) => {
        const own = disambiguators(this.elf.symbols.rawName[at]!);
        return crates.every((crate) => own.has(crate));
      });
    if (found.length === 0) return null;
    return found.length === 1 ? this.symbol(found[0]!) : this.shared(found);
  }

  private symbol(at: number): FoundSymbol {
    const { symbols } = this.elf;
    const address = symbols.address[at]!;
    return {
      rawName: symbols.rawName[at]!,
      crate: symbols.crate[at] ?? null,
      address,
      declaration: this.declaration(address),
    };
  }

  /** Several symbols of one text are one function to SP1: instances of one source function still share its place. */
  private shared(found: readonly number[]): FoundSymbol {
    const all = found.map((at) => this.symbol(at));
    const [first] = all as [FoundSymbol];
    const same = all.every(
      ({ declaration }) =>
        declaration?.file === first.declaration?.file && declaration?.line === first.declaration?.line,
    );
    return { rawName: null, crate: first.crate, address: NaN, declaration: same ? first.declaration : null };
  }
}

/** Crate disambiguators of a v0 symbol as `rustc_demangle` prints them: hexadecimal. */
function disambiguators(raw: string): Set<string> {
  const out = new Set<string>();
  for (const match of raw.matchAll(/Cs([0-9A-Za-z]{0,12})_/g)) {
    const digits = match[1]!;
    let value = 0n;
    for (const digit of digits) value = value * 62n + BigInt(base62.indexOf(digit));
    out.add((digits === "" ? 1n : value + 2n).toString(16));
  }
  return out;
}

const base62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
