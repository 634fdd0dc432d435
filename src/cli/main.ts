import { commandLine } from "./commandLine";
import { runFolderVariable } from "../runs/heldProfile";
import { exitCodes } from "./exit";
import type { CliIo } from "./io";

/** The process's own command line. */
async function start(): Promise<void> {
  const abort = new AbortController();
  process.on("SIGINT", () => {
    // Asked twice: at once, after the runner has killed what it started.
    if (abort.signal.aborted) setImmediate(() => process.exit(exitCodes.cancelled));
    abort.abort();
  });
  // The editor ends its task by these: what the engine has counted until then is kept.
  if (process.argv[2] === "profile" && process.env[runFolderVariable])
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
  process.exitCode = await commandLine(process.argv.slice(2), io);
}

void start();
