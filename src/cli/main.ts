import fs from "node:fs";
import path from "node:path";
import { runFolderVariable } from "../runs/runFolderVariable";
import { loadBundle, type LoadedBundle } from "./codeCache";
import { exitCodes } from "./exit";
import type { commandLine as commandLineOf } from "./commandLine";
import type { CliIo } from "./io";
import { leave } from "./leave";
import { optimizeLater } from "./optimizeLater";
import type { profileLine as profileLineOf } from "./profileLine";

// dist/cli.js, which loads no more than the command needs: each line stands in a bundle of its own.

interface ProfileLine {
  readonly profileLine: typeof profileLineOf;
}
interface CommandLine {
  readonly commandLine: typeof commandLineOf;
}

const notProfile: ProfileLine = { profileLine: () => Promise.resolve(null) };

/** A bundle beside this one; null where this one has all in it. */
function bundle<T>(name: string): LoadedBundle<T> | null {
  return loadBundle<T>(path.join(__dirname, `${name}.js`));
}

/** False for a file or a pipe: no terminal. */
function isDevice(descriptor: number): boolean {
  try {
    return fs.fstatSync(descriptor).isCharacterDevice();
  } catch {
    return true; // the stream says more
  }
}

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
  const isHeld = isProfile && Boolean(process.env[runFolderVariable]);
  if (isHeld) for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());
  const seen = new Set<NodeJS.WriteStream>();
  // A reader that went away, as in `cyclelens … | head`, is no error; a runner that did wants the guest no more.
  const opened = <T extends NodeJS.WriteStream>(stream: T): T => {
    if (!seen.has(stream)) {
      seen.add(stream);
      stream.on("error", () => {
        if (isHeld) abort.abort();
      });
    }
    return stream;
  };
  // Node makes a stream when it is first asked for: milliseconds, and many a run writes to none.
  const io: CliIo = {
    get stdout() {
      return opened(process.stdout);
    },
    get stderr() {
      return opened(process.stderr);
    },
    talksToTerminal: () => isDevice(2) && process.stderr.isTTY === true,
    env: process.env,
    cwd: process.cwd(),
    signal: abort.signal,
  };
  const line = isProfile ? bundle<ProfileLine>("profileLine") : null;
  const { profileLine } = line?.exports ?? (isProfile ? await import("./profileLine") : notProfile);
  const optimizeAsUsual = isProfile ? optimizeLater() : () => undefined;
  let code = await profileLine(args, io);
  optimizeAsUsual();
  if (code === null) {
    const all = bundle<CommandLine>("commandLine");
    code = await (all?.exports ?? (await import("./commandLine"))).commandLine(args, io);
    all?.keep();
    process.exitCode = code;
    return;
  }
  line?.keep();
  process.exitCode = code;
  leave(seen);
}

// What a command throws it prints itself; here arrives only what kept it from being loaded.
start().catch((error: unknown) => {
  const [what = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  process.stderr.write(`cyclelens: it cannot start: ${what} — install CycleLens again\n`);
  process.exitCode = exitCodes.toolFailed;
});
