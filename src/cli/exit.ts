import type { ErrorKind } from "../core/errors";

/** The contract of docs/cli.md. */
export const exitCodes = {
  done: 0,
  no: 1,
  usage: 2,
  badInput: 3,
  toolFailed: 4,
  guestFailed: 5,
  cancelled: 130,
} as const;

const byKind: Readonly<Record<ErrorKind, number>> = {
  usage: exitCodes.usage,
  "bad-input": exitCodes.badInput,
  unsupported: exitCodes.badInput,
  "too-large": exitCodes.badInput,
  overflow: exitCodes.badInput,
  "not-found": exitCodes.badInput,
  cancelled: exitCodes.cancelled,
  "tool-failed": exitCodes.toolFailed,
  "guest-failed": exitCodes.guestFailed,
  untrusted: exitCodes.toolFailed,
  io: exitCodes.toolFailed,
};

export function exitCodeOfKind(kind: ErrorKind): number {
  return byKind[kind];
}
