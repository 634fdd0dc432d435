import { LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import { CycleLensError } from "../core/errors";
import type { ErrorData } from "../protocol/requests";

/** Our own range, outside of those that JSON-RPC and LSP reserve. */
const failureCode = -1;

/** An error as the protocol carries it: the kind and the way out travel along. */
function responseError(error: unknown): ResponseError<ErrorData | undefined> {
  if (error instanceof ResponseError) return error;
  if (CycleLensError.is(error)) {
    const code = error.kind === "cancelled" ? LSPErrorCodes.RequestCancelled : failureCode;
    return new ResponseError(code, error.message, { kind: error.kind, hint: error.hint });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ResponseError(failureCode, `the language server failed: ${message}`, undefined);
}

/** Wraps a handler so that whatever it throws arrives as one of our errors. */
export function guarded<A extends readonly unknown[], R>(
  handler: (...args: A) => R | Promise<R>,
  failed: (error: unknown) => void,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await handler(...args);
    } catch (error) {
      if (!CycleLensError.is(error)) failed(error);
      throw responseError(error);
    }
  };
}
