import { framesToJson, profileToJson } from "./json";
import type { CallTree, Profile } from "./model";

/** Nodes of a tree from which on its columns are written piece by piece. */
const mostAtOnce = 1 << 17;
/** Values of a piece. */
const piece = 1 << 16;

/**
 * The full `cyclelens.profile/1` text of a profile, in pieces: of a tree of millions of nodes neither the text nor lists
 * of its numbers stand in memory at once. `atOnce`: nodes of a tree that is written whole.
 */
export function* profileText(profile: Profile, atOnce = mostAtOnce): Generator<string> {
  const large = (["callTree", "inlinedTree"] as const).flatMap((key) => {
    const tree = profile[key];
    return tree && tree.prefix.length > atOnce ? [{ key, tree }] : [];
  });
  if (large.length === 0) {
    yield JSON.stringify(profileToJson(profile, { full: true }));
    return;
  }
  const without = Object.fromEntries(large.map(({ key }) => [key, null]));
  yield JSON.stringify(profileToJson({ ...profile, ...without }, { full: true })).slice(0, -1);
  for (const { key, tree } of large) {
    yield `,${JSON.stringify(key)}:`;
    yield* treeText(tree);
  }
  yield "}";
}

function* treeText(tree: CallTree): Generator<string> {
  yield `${JSON.stringify(framesToJson(tree)).slice(0, -1)},"prefix":`;
  yield* numbers(tree.prefix);
  yield ',"frame":';
  yield* numbers(tree.frame);
  yield ',"self":{';
  let comma = "";
  for (const [id, values] of Object.entries(tree.self)) {
    yield `${comma}${JSON.stringify(id)}:`;
    yield* numbers(values);
    comma = ",";
  }
  yield "}}";
}

/** What is no number is null, as JSON has it. */
function* numbers(values: Int32Array | Float64Array): Generator<string> {
  yield "[";
  for (let at = 0; at < values.length; at += piece) {
    const text = values.subarray(at, at + piece).join(",");
    yield `${at === 0 ? "" : ","}${text.replace(/NaN|-?Infinity/g, "null")}`;
  }
  yield "]";
}
