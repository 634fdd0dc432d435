import { CycleLensError, type ErrorKind } from "../core/errors";
import type { ErrorData } from "../protocol/requests";

/** LSP's RequestCancelled; the library itself is loaded with the client only. */
const requestCancelled = -32800;
/** vscode-jsonrpc's: an answer could not be written, will not come any more, or there is no connection. */
const connectionLost: readonly number[] = [-32099, -32097, -32096];

/** The server's error as one of ours, with its kind and its way out. */
export function fromServer(error: unknown): CycleLensError {
  if (CycleLensError.is(error)) return error;
  const { code, data } = (typeof error === "object" && error !== null ? error : {}) as {
    code?: unknown;
    data?: unknown;
  };
  if (code === requestCancelled) return cancelled();
  if (error instanceof Error && isErrorData(data))
    return new CycleLensError(data.kind as ErrorKind, error.message, data.hint, { cause: error });
  if (error instanceof Error && error.name === "Canceled") return cancelled();
  if (connectionLost.includes(code as number))
    return new CycleLensError(
      "io",
      "the language server stopped",
      "try again; where it keeps stopping, reload the window and see the log of CycleLens",
      { cause: error },
    );
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
