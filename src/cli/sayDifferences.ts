import { engineDifferences } from "../core/engine/differences";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import type { CliIo } from "./io";

/**
 * Says on stderr where the two engines differ; true where they do not. Throws `cancelled` where the embedded one was
 * stopped: half a run differs from a whole one, which says nothing.
 */
export function sayDifferences(embedded: Profile, external: Profile, tool: string, io: CliIo): boolean {
  if (embedded.outcome.status === "cancelled")
    throw new CycleLensError(
      "cancelled",
      "the embedded engine was stopped before its end: nothing is verified",
      "run it again",
    );
  const differences = engineDifferences(embedded, external);
  if (differences.length === 0)
    io.stderr.write(`cyclelens: the embedded engine and ${tool} agree to the unit\n`);
  for (const difference of differences) io.stderr.write(`cyclelens: ${difference}\n`);
  return differences.length === 0;
}
