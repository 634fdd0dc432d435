/** Versions of openvm-prof whose reports are the same, byte for byte. */
export type EraId = "1.3" | "1.4" | "1.4.3" | "1.5" | "2.0";

/** How a report of one era comes about, as data: where two eras differ, a field differs. */
export interface Era {
  readonly id: EraId;
  /** The released versions it stands for. */
  readonly versions: string;
  /** The metrics that a group's table shows, in order. */
  readonly listed: readonly string[];
  /** Rows that show the average only, in groups of the application. */
  readonly averageOnly: readonly string[];
  /** Rows without a sum: rates. */
  readonly withoutSum: readonly string[];
  readonly proofTime: {
    /** All of these must stand in one label set for a total to be added up. */
    readonly parts: readonly string[];
    /** Added where it is there, before the parts. */
    readonly first: string | null;
    /** A total that the file carries is kept, not added up once more. */
    readonly keepsGiven: boolean;
  };
  /**
   * What runs one after the other in front of parallel proofs of the application: `execute-rest` Σ − max of
   * `execute_time_ms` (which must be there), `metered` the averages of the metered and the plain run.
   */
  readonly serial: "execute-rest" | "metered";
  /** Sums of instructions of the kinds of execution must agree, in every group but key generation. */
  readonly checksInstructions: boolean;
  /** What ran in a span is counted once more without it. */
  readonly countsTwice: boolean;
  /** The column of N provers: none, plain, or with differences. */
  readonly bounded: "none" | "plain" | "diff";
  /** The summary's rows of application groups hold the serial part too. */
  readonly serialInRows: boolean;
  readonly keygenInSummary: boolean;
  readonly keygenTables: boolean;
  /** Tables of groups without any listed metric. */
  readonly emptyTables: boolean;
  readonly phases: boolean;
  /** `generate_blob_time_ms` is added up by group and idx. */
  readonly blobTotals: boolean;
  readonly instructionCounts: boolean;
  readonly gpuMemory: boolean;
  readonly details: {
    /** In a file of their own, or folded at the end of the report. */
    readonly ownFile: boolean;
    /** Without `cycle_tracker_span` and `dsl_ir`, equal rows added up, ordered by segment and frequency. */
    readonly collapsed: boolean;
    /** Metrics with these prefixes are left out, and tables that are then empty. */
    readonly hidden: readonly string[];
    /** A table without labels has no empty first column. */
    readonly plainUnlabelled: boolean;
  };
  /** Bencher leaves out metrics whose average or sum is no finite number. */
  readonly bencherFiniteOnly: boolean;
  readonly summary: {
    readonly cycles: string;
    readonly leafCycles: boolean;
    /** Without `main_cells_used` in any file its columns are left out. */
    readonly omitsCells: boolean;
    /** Added up where a group has no total; null: a group without a total has no row. */
    readonly fallback: readonly string[] | null;
    /** A file without groups is passed over. */
    readonly skipsEmpty: boolean;
  };
}
