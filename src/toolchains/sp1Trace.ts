import { open } from "node:fs/promises";
import type { Sp1TraceState } from "./sp1Types";

const headBytes = 65536;
const tailBytes = 256;
const end = /"processes"\s*:\s*\[\s*\]\s*\}\s*$/;
const noNames = /"stringTable"\s*:\s*\[\s*\]/;
const noStacks = /"stackTable"\s*:\s*\{\s*"schema"\s*:\s*\{[^}]*\}\s*,\s*"data"\s*:\s*\[\s*\]/;

/** How a trace stands on disk, by its first and last bytes: SP1 writes it in one go at the end. Never throws. */
export async function inspectTrace(file: string): Promise<Sp1TraceState> {
  try {
    const handle = await open(file);
    try {
      const { size: sizeBytes } = await handle.stat();
      if (sizeBytes === 0) return { kind: "empty" };
      const read = async (length: number, at: number): Promise<string> => {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
        return buffer.toString("latin1", 0, bytesRead);
      };
      const head = await read(Math.min(headBytes, sizeBytes), 0);
      if (!/^\s*\{\s*"(?:meta|libs|threads)"/.test(head)) return { kind: "foreign", sizeBytes };
      const tail = await read(Math.min(tailBytes, sizeBytes), Math.max(0, sizeBytes - tailBytes));
      if (!end.test(tail)) return { kind: "cut", sizeBytes };
      return { kind: "whole", sizeBytes, hasStacks: !noStacks.test(head), hasNames: !noNames.test(tail) };
    } finally {
      await handle.close();
    }
  } catch {
    return { kind: "missing" };
  }
}
