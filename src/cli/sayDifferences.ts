import { engineDifferences } from "../core/engine/differences";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import type { CliIo } from "./io";

/**
 * Says on stderr where the two engines differ; true where they do not. Throws `cancelled` where the embedded one was
 * stopped, before its first step or later: half a run differs from a whole one, which says nothing.
 */
export async function sayDifferences(
  running: Promise<Profile>,
  external: Profile,
  tool: string,
  io: CliIo,
): Promise<boolean> {
  const embedded = await running.catch((error: unknown) => {
    throw CycleLensError.is(error) && error.kind === "cancelled" ? stopped() : error;
  });
  if (embedded.outcome.status === "cancelled") throw stopped();
  const differences = engineDifferences(embedded, external);
  if (differences.length === 0)
    io.stderr.write(`cyclelens: the embedded engine and ${tool} agree to the unit\n`);
  for (const difference of differences) io.stderr.write(`cyclelens: ${difference}\n`);
  return differences.length === 0;
}

function stopped(): CycleLensError {
  return new CycleLensError(
    "cancelled",
    "the embedded engine was stopped before its end: nothing is verified",
    "run it again",
  );
}
