import { realpath, stat, writeFile } from "node:fs/promises";
import { writeAtomic } from "../runs/files";
import { ioError } from "../runs/create";
import path from "node:path";

/** Where a command reads its surroundings and prints; tests give their own. */
export interface CliIo {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Whether stderr is a terminal, told without making a stream of it; where left out, the stream says. */
  readonly talksToTerminal?: () => boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Fires on SIGINT. */
  readonly signal: AbortSignal;
}

/** Prints an answer: to stdout, or with `-o` atomically into a file. Throws `io`. */
export async function emit(io: CliIo, text: string | Uint8Array, file: string | undefined): Promise<void> {
  if (file !== undefined && file !== "-") {
    const target = path.resolve(io.cwd, file);
    await writeAnswer(target, text).catch((error: unknown) => {
      throw ioError(error, `cannot write ${target}`);
    });
    return;
  }
  await new Promise<void>((resolve, reject) => {
    io.stdout.write(text, (error) => {
      // A reader that went away has seen enough; a full disk behind `>` has lost the answer.
      const gone = (error as NodeJS.ErrnoException | null | undefined)?.code === "EPIPE";
      if (error && !gone) reject(ioError(error, "cannot write to standard output"));
      else resolve();
    });
  });
}

/** A file gets its new content at once; a link keeps pointing, and a device or a pipe is written to, not replaced. */
async function writeAnswer(target: string, text: string | Uint8Array): Promise<void> {
  const real = await realpath(target).catch(() => target);
  const info = await stat(real).catch(() => null);
  if (info === null || info.isFile()) await writeAtomic(real, text);
  else await writeFile(real, text);
}

export function wantsColor(io: CliIo): boolean {
  const { NO_COLOR, FORCE_COLOR } = io.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return io.stdout.isTTY === true || (FORCE_COLOR !== undefined && FORCE_COLOR !== "0" && FORCE_COLOR !== "");
}

/** One line of progress, redrawn in place, on a terminal only. */
export function progressLine(io: CliIo): { show(text: string): void; clear(): void } {
  let on: boolean | undefined;
  let shown = false;
  return {
    show: (text) => {
      on ??= io.talksToTerminal?.() ?? io.stderr.isTTY === true;
      if (!on) return;
      io.stderr.write(`\r\u001b[K${text.slice(0, 100)}`);
      shown = true;
    },
    clear: () => {
      if (shown) io.stderr.write("\r\u001b[K");
      shown = false;
    },
  };
}
