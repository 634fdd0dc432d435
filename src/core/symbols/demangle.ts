import { demangleItanium } from "./demangleItanium";
import { demangleLegacy, legacyCrate } from "./demangleLegacy";
import { crateOfV0, demangleV0 } from "./demangleV0";

/**
 * The name as people read it: Rust (both manglings, hashes and crate disambiguators dropped), C++ as ziskemu
 * prints it, else the raw name. Total: anything that does not parse comes back as it is.
 */
export function demangle(raw: string): string {
  if (raw.charCodeAt(0) !== 0x5f && raw.charCodeAt(0) !== 0x52 && raw.charCodeAt(0) !== 0x5a) return raw;
  const symbol = withoutLlvmSuffix(raw);
  return demangleV0(symbol) ?? demangleLegacy(symbol) ?? demangleItanium(symbol) ?? raw;
}

/** The name as `rustc_demangle` prints it, which is how SP1 names functions: with hashes and types of const values. */
export function demangleFull(raw: string): string {
  const symbol = withoutLlvmSuffix(raw);
  return demangleV0(symbol, true) ?? demangleLegacy(symbol, true) ?? raw;
}

/** The crate whose source holds the function: of an impl the crate of the impl; null for what is no Rust name. */
export function crateOfSymbol(raw: string): string | null {
  const symbol = withoutLlvmSuffix(raw);
  return crateOfV0(symbol) ?? legacyCrate(symbol);
}

/** Drops `.llvm.0123ABCD`, which LLVM adds to names that it made visible to other units. */
function withoutLlvmSuffix(raw: string): string {
  const at = raw.indexOf(".llvm.");
  return at > 0 && /^[0-9A-F@]*$/.test(raw.slice(at + 6)) ? raw.slice(0, at) : raw;
}
