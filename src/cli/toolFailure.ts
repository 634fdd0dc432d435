import { CycleLensError } from "../core/errors";

/** A missing tool is a failure of the tool (exit 4), unlike a missing file (exit 3). */
export function asToolFailure(error: unknown): never {
  if (CycleLensError.is(error, "not-found"))
    throw new CycleLensError("tool-failed", error.message, error.hint, { cause: error });
  throw error;
}
