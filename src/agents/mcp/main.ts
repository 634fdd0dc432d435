import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { programVersion } from "../../cli/programVersion";
import { serveMcp, type ServeOptions } from "./serve";

/** A message of a client may hold the hex of an input, not more. */
const mostMessageBytes = 32 * 2 ** 20;

/** Serves MCP over this process's stdin and stdout until the client goes; loaded by `cyclelens mcp` alone. */
export async function serveStdio(
  options: Omit<ServeOptions, "version" | "transport" | "log">,
): Promise<void> {
  // Standard output is the protocol's: what anything prints goes to the other one.
  for (const method of ["log", "info", "debug", "warn"] as const) console[method] = console.error;
  const transport = new StdioServerTransport(process.stdin, process.stdout, {
    maxBufferSize: mostMessageBytes,
  });
  process.stdin.once("end", () => void transport.close());
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void transport.close());
  await serveMcp({
    ...options,
    version: programVersion,
    transport,
    log: (text) => process.stderr.write(`cyclelens: ${text.replace(/\s+/g, " ").slice(0, 300)}\n`),
  });
}
