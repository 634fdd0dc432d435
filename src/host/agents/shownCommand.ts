import { safeName } from "../../core/profile/names";
import { commandText } from "../../core/report/commandText";
import type { AgentPlan } from "../../protocol/agents";

/** A value of many kilobytes is known by its beginning. */
const mostShown = 160;

/**
 * What a person is asked to agree to, as the command line would be told it: the guest as it stands in the workspace, and
 * all that it is given. One line, bounded. `relative` shortens the path of a file in the workspace as the guest's is.
 */
export function shownCommand(
  { machine, shown, flags }: AgentPlan,
  relative: (word: string) => string = (word) => word,
): string {
  const given = flags.map(relative);
  const words = ["cyclelens", "profile", shown, "--machine", machine, "--engine", "embedded", ...given];
  return commandText(words.map(shortened));
}

function shortened(word: string): string {
  const safe = safeName(word);
  return safe.length > mostShown ? `${safe.slice(0, mostShown)}…` : safe;
}
