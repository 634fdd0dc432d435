import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";
import { CycleLensError, type ErrorKind } from "../core/errors";
import type { ErrorData } from "../protocol/requests";

/** The server's error as one of ours, with its kind and its way out. */
export function fromServer(error: unknown): CycleLensError {
  if (CycleLensError.is(error)) return error;
  if (error instanceof ResponseError) {
    if (error.code === LSPErrorCodes.RequestCancelled) return cancelled();
    const data: unknown = error.data;
    if (isErrorData(data))
      return new CycleLensError(data.kind as ErrorKind, error.message, data.hint, { cause: error });
  }
  if (error instanceof Error && error.name === "Canceled") return cancelled();
  const message = error instanceof Error ? error.message : String(error);
  return new CycleLensError("io", message, "see the log of CycleLens", { cause: error });
}

function cancelled(): CycleLensError {
  return new CycleLensError("cancelled", "cancelled", "start it again when you need it");
}

function isErrorData(data: unknown): data is ErrorData {
  if (typeof data !== "object" || data === null) return false;
  const { kind, hint } = data as Partial<ErrorData>;
  return typeof kind === "string" && typeof hint === "string";
}
