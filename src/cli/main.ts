import { runFolderVariable } from "../runs/runFolderVariable";
import { exitCodes } from "./exit";
import type { CliIo } from "./io";

// dist/cli.js, which loads no more than the command needs: each line stands in a bundle of its own.

/** The process's own command line. */
async function start(): Promise<void> {
  const args = process.argv.slice(2);
  const isProfile = args[0] === "profile";
  const abort = new AbortController();
  process.on("SIGINT", () => {
    // Asked twice: at once, after the runner has killed what it started.
    if (abort.signal.aborted) setImmediate(() => process.exit(exitCodes.cancelled));
    abort.abort();
  });
  // The editor ends its task by these: what the engine has counted until then is kept.
  if (isProfile && process.env[runFolderVariable])
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());
  // A reader that went away, as in `cyclelens … | head`, is no error.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const io: CliIo = {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    signal: abort.signal,
  };
  const code = isProfile ? await (await import("./profileLine")).profileLine(args, io) : null;
  process.exitCode = code ?? (await (await import("./commandLine")).commandLine(args, io));
}

void start();
