import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { ioError } from "./create";
import { runFiles, writeAtomic } from "./files";
import { lockFolder } from "./lock";
import { ProgressFile } from "./progress";
import { TeeFile, teeStream } from "./tee";
import { terminateTree } from "./terminate";

export interface RunToolOptions {
  /** Where stdout.txt, stderr.txt, log.txt, progress.json and exit.json are written; made if missing. */
  readonly folder: string;
  /** Program and arguments; never a shell. */
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** `build`, `run`, …: for progress; the program's name where it is left out. */
  readonly phase?: string;
  /** Where the user watches; the process's own streams by default, null for nowhere. */
  readonly terminal?: {
    readonly stdout: NodeJS.WritableStream;
    readonly stderr: NodeJS.WritableStream;
  } | null;
  /** Stops the tool and all its children. */
  readonly signal?: AbortSignal;
}

export interface ToolExit {
  readonly argv: readonly string[];
  /** The tool's exit code; null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** True where it was stopped from outside through the runner. */
  readonly cancelled: boolean;
  readonly startedAt: string;
  readonly durationMs: number;
  /** A disk that ran full or the like: the tool ended properly, its files here are not whole. */
  readonly writeError: string | null;
}

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a tool as its own process group, copies what it prints to the terminal and into the folder,
 * and passes SIGINT, SIGTERM and SIGHUP on to the whole tree. Resolves when the tool has ended,
 * however it ended. Rejects only where it could not be started (`tool-failed`) or nothing can be
 * written (`io`).
 */
export async function runTool(options: RunToolOptions): Promise<ToolExit> {
  const { folder, argv } = options;
  const [program, ...args] = argv;
  if (program === undefined || program === "")
    throw new CycleLensError("usage", "there is no command to run", "write it after --");
  const files = await openFiles(folder);
  const started = Date.now();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    // Its own group, so that one signal reaches every grandchild.
    detached: process.platform !== "win32",
    windowsHide: true,
    shell: false,
  });
  const progress = new ProgressFile(folder, {
    phase: options.phase ?? path.basename(program, ".exe"),
    argv,
    pid: child.pid ?? null,
    started,
  });
  const stop = forwardSignals(child, options.signal);
  try {
    const terminal = options.terminal === undefined ? process : options.terminal;
    teeStream(child.stdout, [files.stdout, files.log], terminal?.stdout ?? null, (chunk) =>
      progress.saw(chunk),
    );
    teeStream(child.stderr, [files.stderr, files.log], terminal?.stderr ?? null, () => progress.saw(null));
    const { exitCode, signal } = await ended(child, program);
    const writeErrors = await Promise.all([files.stdout.end(), files.stderr.end(), files.log.end()]);
    const exit: ToolExit = {
      argv,
      exitCode,
      signal,
      cancelled: stop.requested(),
      startedAt: new Date(started).toISOString(),
      durationMs: Date.now() - started,
      writeError: writeErrors.find((error) => error !== null) ?? null,
    };
    const exitError = await writeAtomic(path.join(folder, runFiles.exit), `${JSON.stringify(exit)}\n`).then(
      () => null,
      (error: unknown) => ioError(error, `cannot write ${path.join(folder, runFiles.exit)}`).message,
    );
    await progress.end(exit.cancelled ? "cancelled" : "ended", exitCode, signal);
    return { ...exit, writeError: exit.writeError ?? exitError };
  } catch (error) {
    await Promise.all([files.stdout.end(), files.stderr.end(), files.log.end()]);
    await progress.end("ended", null, null);
    throw error;
  } finally {
    stop.dispose();
  }
}

/** What a shell would report: the code itself, 128 + n after a signal, 4 where the run's files are not whole. */
export function exitCodeOf(exit: ToolExit): number {
  if (exit.signal !== null) return 128 + (constants.signals[exit.signal as NodeJS.Signals] ?? 15);
  if (exit.exitCode === 0 && exit.writeError !== null) return 4;
  return exit.exitCode ?? 1;
}

async function openFiles(folder: string): Promise<{ stdout: TeeFile; stderr: TeeFile; log: TeeFile }> {
  try {
    await mkdir(folder, { recursive: true });
    await lockFolder(folder);
    const [stdout, stderr, log] = await Promise.all(
      [runFiles.stdout, runFiles.stderr, runFiles.log].map((name) => TeeFile.open(path.join(folder, name))),
    );
    return { stdout: stdout!, stderr: stderr!, log: log! };
  } catch (error) {
    throw ioError(error, `cannot write into ${folder}`);
  }
}

function ended(
  child: ChildProcess,
  program: string,
): Promise<{ exitCode: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      const missing = error.code === "ENOENT";
      reject(
        new CycleLensError(
          missing ? "not-found" : "tool-failed",
          missing
            ? `${program} was not found`
            : `${program} cannot be started (${error.code ?? error.message})`,
          missing
            ? "install it, or correct its path or the working folder"
            : "check that it is a program for this machine",
          { cause: error },
        ),
      );
    });
    child.once("exit", (exitCode, signal) => {
      // A grandchild may hold the pipes for ever; what it still prints in this time is kept.
      const timer = setTimeout(() => {
        terminateTree(child, "SIGKILL");
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, 2_000);
      child.once("close", () => {
        clearTimeout(timer);
        resolve({ exitCode, signal });
      });
    });
  });
}

interface Stop {
  requested(): boolean;
  dispose(): void;
}

function forwardSignals(child: ChildProcess, abort: AbortSignal | undefined): Stop {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  const stop = (signal: NodeJS.Signals) => {
    // Asked twice, or deaf for five seconds: it is killed.
    terminateTree(child, count++ === 0 ? signal : "SIGKILL");
    timer ??= setTimeout(() => terminateTree(child, "SIGKILL"), 5_000);
  };
  // The command line hears of SIGINT twice: as the signal itself and through its own abort.
  const onAbort = () => (count === 0 ? stop("SIGTERM") : undefined);
  for (const signal of forwarded) process.on(signal, stop);
  if (abort?.aborted) onAbort();
  else abort?.addEventListener("abort", onAbort, { once: true });
  return {
    requested: () => count > 0,
    dispose: () => {
      clearTimeout(timer);
      for (const signal of forwarded) process.off(signal, stop);
      abort?.removeEventListener("abort", onAbort);
    },
  };
}
