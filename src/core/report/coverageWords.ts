import type { Backend, Coverage, CoverageState, GuestCoverage, Operation } from "../coverage/types";

/** How a state looks wherever text is printed: a glyph of one column, and the word, never colour alone. */
export const stateGlyphs: Readonly<Record<CoverageState, string>> = {
  accelerated: "✔",
  unpatched: "✘",
  unused: "⊘",
  drifted: "≠",
  inert: "◌",
  unavailable: "–",
  unknown: "?",
  absent: "·",
};

export const backendNames: Readonly<Record<Backend, string>> = {
  sp1: "SP1",
  zisk: "ZisK",
  risc0: "RISC Zero",
  openvm: "OpenVM",
};

/** A patch exists and does not work in this guest: what `--check` refuses. */
const uncovered: ReadonlySet<CoverageState> = new Set(["unpatched", "unused", "drifted", "inert"]);

/** Whether a patch exists and does not work: what `--check` refuses. */
export function isUncovered(state: CoverageState): boolean {
  return uncovered.has(state);
}

/** A glyph and the word: never a colour alone. */
export function stateText(state: CoverageState): string {
  return `${stateGlyphs[state]} ${state}`;
}

/** `ZisK, ziskos 0.16.1` */
export function sdkText(guest: GuestCoverage): string {
  const { name, version } = guest.sdk;
  return `${backendNames[guest.backend]}, ${name} ${version ?? "of unknown version"}`;
}

/** Operations that an uncovered crate of a guest serves, each once, in the order of the answer. */
export interface UncoveredOperation {
  readonly operation: Operation;
  readonly guest: GuestCoverage;
  readonly crates: readonly { readonly crate: string; readonly state: CoverageState }[];
}

/** What of each guest costs more than it had to. */
export function uncoveredOperations(coverage: Coverage): readonly UncoveredOperation[] {
  const out: UncoveredOperation[] = [];
  for (const guest of coverage.guests) {
    const byOperation = new Map<Operation, { crate: string; state: CoverageState }[]>();
    for (const { operation, crate, state } of guest.crates) {
      if (!isUncovered(state)) continue;
      const row = byOperation.get(operation) ?? [];
      row.push({ crate, state });
      byOperation.set(operation, row);
    }
    for (const [operation, crates] of byOperation) out.push({ operation, guest, crates });
  }
  return out;
}
