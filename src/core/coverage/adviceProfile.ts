import type { Profile } from "../profile/model";
import { withoutGenerics } from "../profile/names";
import type { Finding } from "./types";

/** Below this share of the run nothing is said. */
const worthShare = 0.05;

interface Habit {
  readonly kind: string;
  /** What it is, as the start of a sentence. */
  readonly what: string;
  /** Of a name without generics. */
  readonly functions: RegExp;
  /** Of the whole name. */
  readonly whole?: RegExp;
  /** What a person can do about it. */
  readonly advice: string;
}

const habits: readonly Habit[] = [
  {
    kind: "advice-memory",
    what: "copying and clearing memory",
    functions: /^(?:.*::)?(?:memcpy|memmove|memset|memcmp|bcmp)$/,
    advice: "pass references instead of values, and reuse buffers",
  },
  {
    kind: "advice-allocation",
    what: "allocation",
    functions:
      /^(?:__rust_alloc\w*|__rust_realloc|__rust_dealloc|__rg_\w+|malloc|realloc|free)$|\balloc::(?:alloc::|raw_vec::)|GlobalAlloc>?::/,
    advice: "reserve once, and keep what is allocated in a loop outside of it",
  },
  {
    kind: "advice-clone",
    what: "cloning",
    functions: /::to_vec$|::to_owned$/,
    whole: / as core::clone::Clone>::clone$/,
    advice: "borrow, or move what is not used again",
  },
  {
    kind: "advice-serialisation",
    what: "(de)serialisation",
    functions: /^[<&*]*(?:serde|serde_json|bincode|rkyv|alloy_rlp|fastrlp|borsh|postcard|ssz|ciborium)\w*::/,
    advice: "read the input as bytes where its form is known, or use a format without copies",
  },
  {
    kind: "advice-division",
    what: "division in software",
    functions:
      /^(?:compiler_builtins::.*::)?__u?(?:div|mod|divmod)[dt]i[34]$|\bspecialized_div_rem::|\bruint::algorithms::div\b/,
    advice: "divide by shifts or in 64 bits where that will do, or use the big-integer precompile of the SDK",
  },
];

/**
 * What a run says beside cryptography: shares of self cost, with the functions, and who calls them with the line where the
 * caller begins. Only what the profile carries is added up: without self figures nothing is said.
 */
export function adviceOfProfile(profile: Profile): readonly Finding[] {
  const metric = profile.metrics[0]?.id ?? "steps";
  const { functions } = profile;
  const self = functions.self[metric];
  const whole = profile.totals["variable"] ?? profile.totals[metric] ?? 0;
  if (self === undefined || !whole) return [];
  const names = functions.name.map((name) => withoutGenerics(name));
  return habits.flatMap((habit): Finding[] => {
    const is = (name: string, plain: string): boolean =>
      habit.functions.test(plain) || habit.whole?.test(name) === true;
    const rows = names.flatMap((plain, row) =>
      is(functions.name[row]!, plain) && self[row]! > 0 ? [row] : [],
    );
    const cost = rows.reduce((sum, row) => sum + self[row]!, 0);
    if (cost / whole < worthShare) return [];
    const largest = [...rows].sort((a, b) => self[b]! - self[a]!).slice(0, 3);
    const from = callersOf(profile, metric, is).slice(0, 3);
    const called = from.length === 0 ? "" : `, called from ${from.join(", ")}`;
    const message = `${habit.what} takes ${((cost / whole) * 100).toFixed(1)} % of the run (${Math.round(cost).toLocaleString("en-US")} ${metric}, self) in ${largest.map((row) => short(names[row]!)).join(", ")}${called}: ${habit.advice}`;
    return [{ kind: habit.kind, severity: "info", message, place: null, fix: null }];
  });
}

/** Who calls them from outside, with file and line where those are known, by the cost that this causes; empty without a call tree. */
function callersOf(
  { callTree }: Profile,
  metric: string,
  is: (name: string, plain: string) => boolean,
): readonly string[] {
  const self = callTree?.self[metric];
  if (!callTree || self === undefined) return [];
  const { frame, frames, prefix } = callTree;
  const plain = frames.name.map((name) => withoutGenerics(name));
  const own = frames.name.map((name, at) => is(name, plain[at]!));
  const costs = new Map<number, number>();
  for (let at = 0; at < callTree.length; at++) {
    if (!own[frame[at]!] || !(self[at]! > 0)) continue;
    let above = prefix[at]!;
    while (above >= 0 && own[frame[above]!]) above = prefix[above]!;
    if (above < 0) continue;
    costs.set(frame[above]!, (costs.get(frame[above]!) ?? 0) + self[at]!);
  }
  return [...costs]
    .sort((a, b) => b[1] - a[1])
    .map(([at]) => {
      const [file, line] = [frames.file[at], frames.line[at]!];
      return file && line > 0 ? `${short(plain[at]!)} (${file}:${line})` : short(plain[at]!);
    });
}

function short(name: string): string {
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}
