import { CycleLensError } from "../../../errors";

const rebuild = "build the guest with sp1-zkvm 6 (cargo prove build) and give that ELF";

/** A guest that SP1 6 does not load either. */
export function refused(message: string, hint = rebuild): CycleLensError {
  return new CycleLensError("bad-input", message, hint);
}

/** A guest that the embedded engine does not carry. */
export function unsupported(message: string, hint: string): CycleLensError {
  return new CycleLensError("unsupported", message, hint);
}
