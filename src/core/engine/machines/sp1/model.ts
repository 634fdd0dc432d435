/** What one use of a part of the machine is worth: rows of a table, columns of it. */
export interface Price {
  readonly complexity: number;
  readonly area: number;
}

/** A syscall that has a table of its own and so is counted by the report. */
export interface Sp1Syscall extends Price {
  /** In t0. */
  readonly code: number;
  /** Lower case, as the report has it. */
  readonly name: string;
  /** Rows that one call takes. */
  readonly rows: number;
  /** True where the call is proved in the core shard and not in one of its own. */
  readonly retained: boolean;
}

/** One release of SP1 as data. Figures: the release's tables of trace area and complexity. */
export interface Sp1Model {
  /** For example `sp1-6`. */
  readonly id: string;
  /** By opcode's name, lower case. */
  readonly opcodes: Readonly<Record<string, Price>>;
  readonly syscalls: readonly Sp1Syscall[];
  /** A register or word that is used for the first time in a chunk. */
  readonly local: Price;
  /** Two a local one, one a call that is not retained. */
  readonly global: Price;
  readonly syscallCore: Price;
  readonly stateBump: Price;
  readonly memoryBump: Price;
  /** Entries of the memory trace after which a chunk of gas ends. */
  readonly chunkEntries: number;
  /** Gas that is shown = ⌊raw · numerator / denominator⌋. */
  readonly shownGas: { readonly numerator: bigint; readonly denominator: bigint };
  /** Cycles after which a run ends, where nobody says otherwise. */
  readonly maxSteps: number;
}
