import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CycleLensError } from "../../core/errors";

/** A person may be at lunch. */
const patienceMs = 10 * 60_000;

/**
 * Asks the person through the client where it can (elicitation): what the model says was agreed does not count then. A
 * client that cannot ask has approved the call itself, and the model must say that it was agreed. Throws `usage` where it
 * does not say so.
 */
export async function askPerson(
  server: Server,
  question: string,
  confirmed: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  if (server.getClientCapabilities()?.elicitation?.form === undefined) {
    if (confirmed) return true;
    throw new CycleLensError(
      "usage",
      `this has to be agreed to first: ${question}`,
      "ask the person, then call again with confirm: true",
    );
  }
  const answer = await server.elicitInput(
    { mode: "form", message: question, requestedSchema: { type: "object", properties: {} } },
    { signal, timeout: patienceMs },
  );
  return answer.action === "accept";
}
