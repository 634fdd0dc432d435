import { Invalid } from "./v0Cursor";
import { V0Paths } from "./v0Paths";
import { TooLong } from "./v0Printer";

/**
 * Rust's v0 mangling (RFC 2603), printed as compilers' tools do: in short form, without hashes and types of const
 * values, or in full (`core[20a2ed7260d4e64c]::…`, `[u8; 32usize]`).
 */

/** Null where the name is none of v0 or does not parse. */
export function demangleV0(raw: string, full = false): string | null {
  const symbol = body(raw);
  if (symbol === null) return null;
  const printer = new V0Paths(symbol, full);
  try {
    printer.path(true);
    // The crate that instantiated a generic function: parsed, not shown.
    if (/[A-Z]/.test(printer.peek())) printer.silently(() => printer.path(false));
    const suffix = printer.rest();
    return suffix === "" || suffix.startsWith(".") ? printer.out + suffix : null;
  } catch (error) {
    if (error instanceof TooLong) return `${printer.out}…`;
    if (error instanceof Invalid) return null;
    throw error;
  }
}

/** The crate of the function's own source: through impls to the crate of the impl. */
export function crateOfV0(raw: string): string | null {
  const symbol = body(raw);
  if (symbol === null) return null;
  try {
    return new V0Paths(symbol, false).crateRoot();
  } catch (error) {
    if (error instanceof TooLong || error instanceof Invalid) return null;
    throw error;
  }
}

function body(raw: string): string | null {
  const match = /^(?:_R|R|__R)(?=[A-Z])/.exec(raw);
  return match !== null && /^[\x21-\x7e]*$/.test(raw) ? raw.slice(match[0].length) : null;
}
