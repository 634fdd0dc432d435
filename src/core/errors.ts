/** What went wrong, for code; the message and hint are for people. */
export type ErrorKind =
  | "usage"
  | "bad-input"
  | "unsupported"
  | "too-large"
  | "overflow"
  | "cancelled"
  | "not-found"
  | "tool-failed"
  | "guest-failed"
  | "untrusted"
  | "io";

/** Every error that reaches a user: what happened, and the one thing to do next. */
export class CycleLensError extends Error {
  override readonly name = "CycleLensError";
  constructor(
    readonly kind: ErrorKind,
    message: string,
    /** An imperative sentence without a full stop: what the user can do. */
    readonly hint: string,
    options?: { cause?: unknown },
  ) {
    super(message, options as ErrorOptions);
  }

  static is(error: unknown, kind?: ErrorKind): error is CycleLensError {
    return error instanceof CycleLensError && (kind === undefined || error.kind === kind);
  }
}

/** Throws `cancelled` once the signal has fired; importers call it once a chunk. */
export function throwIfCancelled(signal: { readonly aborted: boolean } | undefined): void {
  if (signal?.aborted) throw new CycleLensError("cancelled", "cancelled", "start it again when you need it");
}
