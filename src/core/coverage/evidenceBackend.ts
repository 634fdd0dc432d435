import type { Profile } from "../profile/model";
import type { Backend } from "./types";

/** What a run says of its guest where no manifest does: the machine that it ran on and the crates that ran. */
export interface RanGuest {
  readonly backend: Backend;
  /** As Rust paths spell them. */
  readonly crates: ReadonlySet<string>;
}

const machines: readonly (readonly [RegExp, Backend])[] = [
  [/zisk/i, "zisk"],
  [/\bsp1\b/i, "sp1"],
  [/\brisc0\b|\br0vm\b/i, "risc0"],
  [/\bopenvm\b/i, "openvm"],
];

/** Null where the profile names no machine that coverage knows (folded stacks). */
export function ranGuest({ source, engine, functions }: Profile): RanGuest | null {
  const said = `${source.format} ${engine.name ?? ""}`;
  const machine = machines.find(([pattern]) => pattern.test(said));
  if (machine === undefined) return null;
  const crates = new Set<string>();
  for (const crate of functions.crate) if (crate) crates.add(crate);
  return { backend: machine[1], crates };
}
