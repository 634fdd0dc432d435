import { CycleLensError, type ErrorKind } from "../core/errors";
import { safeName } from "../core/profile/names";
import { exitCodeOfKind, exitCodes } from "./exit";
import type { CliIo } from "./io";

/** What the host says of a text, array or buffer that cannot be as long as that. */
const tooLarge =
  /^(?:Invalid (?:string|array|typed array) length|Array buffer allocation failed|Cannot create a string longer)/;

/** Prints an error by the contract and gives the exit code. Never throws. */
export function fail(io: CliIo, error: unknown, json: boolean): number {
  const { kind, message, hint, code } = describe(error);
  const line = json
    ? JSON.stringify({ error: { kind, message, hint } })
    : `cyclelens: ${oneLine(message)} — ${oneLine(hint)}`;
  io.stderr.write(`${line}\n`);
  return code;
}

function describe(error: unknown): {
  kind: ErrorKind | "internal";
  message: string;
  hint: string;
  code: number;
} {
  if (CycleLensError.is(error))
    return { kind: error.kind, message: error.message, hint: error.hint, code: exitCodeOfKind(error.kind) };
  const errno = error as NodeJS.ErrnoException | null;
  if (errno?.code === "ENOENT" && errno.path !== undefined)
    return {
      kind: "not-found",
      message: `${errno.path} does not exist`,
      hint: "check the path",
      code: exitCodes.badInput,
    };
  if (errno?.code !== undefined && errno.path !== undefined)
    return {
      kind: "io",
      message: `${errno.path} cannot be read (${errno.code})`,
      hint: "check the path and its permissions",
      code: exitCodes.badInput,
    };
  if (error instanceof RangeError && tooLarge.test(error.message))
    return {
      kind: "too-large",
      message: "this run is too large for what was asked of it",
      hint: "use --format text, or profile a smaller input",
      code: exitCodeOfKind("too-large"),
    };
  const text = error instanceof Error ? error.message : String(error);
  return {
    kind: "internal",
    message: `unexpected: ${text}`,
    hint: "report it with the command and its files",
    code: exitCodes.toolFailed,
  };
}

function oneLine(text: string): string {
  return safeName(text.replace(/\s+/g, " ").trim());
}
