import { parentPort, workerData } from "node:worker_threads";
import { CycleLensError } from "../core/errors";
import type { DisassemblyScope } from "../core/analysis/disassembly";
import { Disassembly } from "./disassembly";
import type { DisassemblyInput } from "./disassembly";

/** One question; the answer carries its number. */
export interface DisassemblyQuestion {
  readonly id: number;
  readonly scope: DisassemblyScope;
}

// Reading the debug information of a large ELF takes seconds: it is done beside the server, and kept.
const disassembly = new Disassembly(workerData as DisassemblyInput);
parentPort?.on("message", ({ id, scope }: DisassemblyQuestion) => void answer(id, scope));

async function answer(id: number, scope: DisassemblyScope): Promise<void> {
  try {
    parentPort?.postMessage({ id, result: await disassembly.of(scope) });
  } catch (error) {
    const { kind, hint } = CycleLensError.is(error) ? error : { kind: "bad-input", hint: "check the ELF" };
    const message = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, error: { kind, message, hint } });
  }
}
