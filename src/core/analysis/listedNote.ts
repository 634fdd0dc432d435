import type { Profile } from "../profile/model";
import { exactCount } from "../report/figures";

/** Smaller differences are where the tool draws the line between caller and callee; they are not worth a sentence. */
const worthTelling = 0.001;

/**
 * Where the machine's own tool lists some functions (rows, instances of one `fn`) otherwise than they ran, and why: one
 * sentence, or null where both say the same, or the profile has only one of the two.
 */
export function listedNote(profile: Profile, rows: readonly number[]): string | null {
  const { listed, functions, callTree } = profile;
  if (listed === null || callTree === null || rows.length !== 1 || profile.source.format !== "engine")
    return null;
  const row = rows[0]!;
  const name = functions.name[row]!;
  // Rows in brackets are ours; equal names cannot be told apart in the tool's list.
  if (name.startsWith("[") || functions.name.indexOf(name) !== functions.name.lastIndexOf(name)) return null;
  const tool = listed.rule === "sp1-gecko" ? "SP1" : "ziskemu";
  if (listed.disabled) return `${tool} loses its call stack in this guest and lists no functions`;
  const theirs = listed.functions.find((one) => one.name === name);
  if (theirs === undefined)
    return callsItself(profile, row)
      ? `${tool} does not list functions that call themselves`
      : `${tool} does not list this function: it lists what is called and returns below main, not what is entered by a jump, still runs at the end, or stands above`;
  const calls = functions.calls[row]!;
  const own = functions.total["cost"]?.[row];
  const far = own !== undefined && theirs.cost !== null && Math.abs(own - theirs.cost) > worthTelling * own;
  if (theirs.calls === calls && !far) return null;
  const figures = [
    ...(theirs.calls === null
      ? []
      : [`${exactCount(theirs.calls)} ${theirs.calls === 1 ? "call" : "calls"}`]),
    ...(theirs.cost === null ? [] : [`cost ${exactCount(theirs.cost)}`]),
  ];
  return `${tool} lists it with ${figures.join(", ")}: recursion, jumps into other functions and panics are counted otherwise there`;
}

/** True where one of its calls stands directly below another. */
function callsItself({ callTree }: Profile, row: number): boolean {
  if (callTree === null) return false;
  const { prefix, frame, frames, length } = callTree;
  for (let node = 0; node < length; node++) {
    const parent = prefix[node]!;
    if (parent >= 0 && frames.func[frame[node]!] === row && frames.func[frame[parent]!] === row) return true;
  }
  return false;
}
