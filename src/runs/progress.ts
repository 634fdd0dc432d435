import path from "node:path";
import { runFiles, writeAtomic } from "./files";

/** `progress.json`: what the editor shows while a tool runs. */
export interface RunProgress {
  readonly phase: string;
  readonly state: "running" | "ended" | "cancelled";
  readonly argv: readonly string[];
  readonly pid: number | null;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly elapsedMs: number;
  /** What the tool printed last of its steps; null where it prints none. */
  readonly steps: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

const everyMs = 250;

/** Keeps `progress.json` up to date, atomically, four times a second, and never fails the run. */
export class ProgressFile {
  private steps: number | null = null;
  private writing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;
  private tail = "";

  constructor(
    private readonly folder: string,
    private readonly run: { phase: string; argv: readonly string[]; pid: number | null; started: number },
  ) {
    this.write("running", null, null);
    this.timer = setInterval(() => this.write("running", null, null), everyMs);
    this.timer.unref();
  }

  /** Looks for `step=N` (ziskemu -p) and `STEPS: N` in what was printed. */
  saw(chunk: Uint8Array | null): void {
    if (chunk === null) return;
    const text =
      this.tail +
      Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString(
        "latin1",
        Math.max(0, chunk.length - 4096),
      );
    const last = [...text.matchAll(/\bstep=(\d{1,16})\b|STEPS: (\d{1,16})\b/g)].at(-1);
    if (last) this.steps = Number(last[1] ?? last[2]);
    this.tail = text.slice(-32);
  }

  async end(state: "ended" | "cancelled", exitCode: number | null, signal: string | null): Promise<void> {
    clearInterval(this.timer);
    this.write(state, exitCode, signal);
    await this.writing;
  }

  private write(state: RunProgress["state"], exitCode: number | null, signal: string | null): void {
    const { phase, argv, pid, started } = this.run;
    const progress: RunProgress = {
      phase,
      state,
      argv,
      pid,
      startedAt: new Date(started).toISOString(),
      elapsedMs: Date.now() - started,
      steps: this.steps,
      exitCode,
      signal,
    };
    this.writing = this.writing
      .then(() => writeAtomic(path.join(this.folder, runFiles.progress), `${JSON.stringify(progress)}\n`))
      .catch(() => undefined);
  }
}
