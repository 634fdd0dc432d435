import { existsSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { DisassemblyScope } from "../core/analysis/disassembly";
import type { AnnotatedDisassembly } from "../core/analysis/disassemblyText";
import { CycleLensError, type ErrorKind } from "../core/errors";
import type { DisassemblyQuestion } from "./disassembler";
import { Disassembly, type DisassemblyInput } from "./disassembly";

const idleMs = 5 * 60_000;
const resourceLimits = { maxOldGenerationSizeMb: 4096, stackSizeMb: 4 };

interface Waiting {
  readonly resolve: (text: AnnotatedDisassembly) => void;
  readonly reject: (error: Error) => void;
}
type FromWorker =
  | { readonly id: number; readonly result: AnnotatedDisassembly }
  | {
      readonly id: number;
      readonly error: { readonly kind: ErrorKind; readonly message: string; readonly hint: string };
    };

/** Disassembles in a worker that keeps the last ELF for a while; without a bundled worker in this thread. */
export class DisassemblyClient {
  private worker: Worker | null = null;
  private profile: string | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;
  private idle: NodeJS.Timeout | undefined;

  async ask(
    profile: string,
    input: DisassemblyInput,
    scope: DisassemblyScope,
  ): Promise<AnnotatedDisassembly> {
    const file = bundledWorker();
    if (file === null) return new Disassembly(input).of(scope);
    if (this.profile !== profile) this.end();
    this.worker ??= this.start(file, input);
    this.profile = profile;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.end(), idleMs).unref();
    const question: DisassemblyQuestion = { id: ++this.count, scope };
    const { worker } = this;
    return new Promise((resolve, reject) => {
      this.waiting.set(question.id, { resolve, reject });
      worker.postMessage(question);
    });
  }

  end(): void {
    clearTimeout(this.idle);
    void this.worker?.terminate();
    this.worker = null;
    this.profile = null;
    this.fail(new CycleLensError("cancelled", "cancelled", "start it again when you need it"));
  }

  private start(file: string, input: DisassemblyInput): Worker {
    const worker = new Worker(file, { workerData: input, resourceLimits, name: "cyclelens-disassembly" });
    worker.unref();
    worker.on("message", (message: FromWorker) => {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if ("result" in message) waiting?.resolve(message.result);
      else waiting?.reject(new CycleLensError(message.error.kind, message.error.message, message.error.hint));
    });
    const died = (error: unknown): void => {
      if (this.worker !== worker) return;
      this.worker = null;
      this.fail(
        new CycleLensError("bad-input", `disassembling failed: ${String(error)}`, "check the ELF", {
          cause: error,
        }),
      );
    };
    worker.on("error", died);
    worker.on("exit", (code) => died(`the worker ended with code ${code}`));
    return worker;
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

function bundledWorker(): string | null {
  if (typeof __dirname === "undefined") return null;
  const file = path.join(__dirname, "disassembler.js");
  return existsSync(file) ? file : null;
}
