import { withoutGenerics } from "../profile/names";
import type { ElfImage } from "../symbols/types";
import { operationSigns } from "./evidenceOperations";
import type { ResolvedGuest } from "./resolved";
import type { RuleSet } from "./rulesTypes";
import type { CoverageState, Finding, Operation } from "./types";

/** CSR numbers of ZisK's accelerators (ZisK 1.4), by the operation that they alone serve. */
const ziskCsr = new Map<number, { readonly name: string; readonly operation: Operation }>([
  [0x800, { name: "keccak", operation: "keccak256" }],
  [0x805, { name: "sha256", operation: "sha256" }],
  [0x803, { name: "secp256k1_add", operation: "secp256k1" }],
  [0x804, { name: "secp256k1_dbl", operation: "secp256k1" }],
  [0x817, { name: "secp256r1_add", operation: "p256" }],
  [0x818, { name: "secp256r1_dbl", operation: "p256" }],
  [0x80c, { name: "bls12_381_curve_add", operation: "bls12-381" }],
  [0x80d, { name: "bls12_381_curve_dbl", operation: "bls12-381" }],
  [0x819, { name: "blake2b", operation: "blake2" }],
  [0x820, { name: "ed25519_add", operation: "ed25519" }],
]);

/**
 * What the ELF links: an operation is decided only where one form is there and the other is not. Symbols of functions that were inlined
 * are gone, so that software alone, without an accelerator instruction in the whole ELF, is not taken as proof.
 */
export function evidenceOfElf(
  guest: ResolvedGuest,
  elf: ElfImage,
  rules: RuleSet,
): {
  readonly decided: ReadonlyMap<Operation, { readonly state: CoverageState; readonly note: string }>;
  readonly findings: readonly Finding[];
} {
  const decided = new Map<Operation, { readonly state: CoverageState; readonly note: string }>();
  const names = new Set(elf.symbols.rawName);
  const plain = elf.symbols.name.map(withoutGenerics);
  const instructions = guest.backend === "zisk" ? acceleratorInstructions(elf) : new Map<Operation, string>();
  const listed = rules.backends.get(guest.backend)!.symbols;
  for (const signs of operationSigns) {
    const software = plain.some((name) => signs.software.test(name) && !/\bzisklib::/.test(name));
    const symbol = listed.find((s) => s.operation === signs.operation)?.names.find((name) => names.has(name));
    const function_ = signs.provider && plain.find((name) => signs.provider!.test(name));
    const instruction = instructions.get(signs.operation);
    const found = symbol ?? function_ ?? (instruction ? `the accelerator instruction ${instruction}` : null);
    if (!found || software) continue;
    decided.set(signs.operation, {
      state: "accelerated",
      note: `The ELF links ${found} and no software form of it`,
    });
  }
  return { decided, findings: [] };
}

/** One pass over the executable bytes: `csrrs rd, csr, rs1` with an accelerator's CSR. */
function acceleratorInstructions(elf: ElfImage): ReadonlyMap<Operation, string> {
  const found = new Map<Operation, string>();
  for (const segment of elf.segments) {
    if (!segment.executable) continue;
    const view = new DataView(segment.bytes.buffer, segment.bytes.byteOffset, segment.bytes.byteLength);
    for (let at = 0; at + 4 <= view.byteLength; at += 4) {
      const word = view.getUint32(at, true);
      if ((word & 0x707f) !== 0x2073) continue;
      const csr = ziskCsr.get(word >>> 20);
      if (csr && !found.has(csr.operation)) found.set(csr.operation, csr.name);
    }
  }
  return found;
}
