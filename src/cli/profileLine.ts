import { isHelp, runParsed } from "./runCommand";
import type { CliIo } from "./io";
import { plainKernels } from "./plainKernels";
import { parseProfile } from "./profileArgs";
import { profileElf } from "./profileElf";

// A bundle of its own, dist/profileLine.js, with the embedded engine and no more: a guest of a million steps runs in
// less time than all commands take to load.

/** Runs a command line that begins with `profile`. Gives the exit code; null, before anything is done, where all is needed. */
export function profileLine(args: readonly string[], io: CliIo): Promise<number | null> {
  plainKernels();
  return runParsed(args, io, (rest) =>
    isHelp(rest) ? Promise.resolve(null) : profileElf(parseProfile(rest), io),
  );
}
