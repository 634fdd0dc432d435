import { profile } from "./commands/profile";
import type { CliIo } from "./io";
import { runCommand } from "./runCommand";

// A bundle of its own, dist/profileLine.js: a guest of a million steps runs in less time than all commands take to load.

/** Runs a command line that begins with `profile`. Gives the exit code; never throws. */
export function profileLine(args: readonly string[], io: CliIo): Promise<number> {
  return runCommand({ profile: () => Promise.resolve(profile) }, args, io);
}
