/** What the rows of one REPORT block gave so far. Filled by `ziskReportRows`, read by `ziskReportPart`. */

export interface OpRow {
  readonly name: string;
  readonly count: number;
  readonly cost: number;
}

export interface TopRow {
  readonly name: string;
  readonly value: number;
  readonly calls: number | null;
}

export interface TagRow {
  readonly name: string;
  readonly metric: string;
  readonly calls: number;
  readonly total: number;
  readonly min: number | null;
  readonly max: number | null;
}

export interface DetailDraft {
  readonly name: string;
  steps: number | null;
  cost: number | null;
  main: number | null;
  opcodesCost: number | null;
  precompiles: number | null;
  memory: number | null;
  readonly opcodes: OpRow[];
  readonly callers: { readonly name: string; readonly calls: number; readonly steps: number }[];
}

export function newDetail(name: string): DetailDraft {
  return {
    name,
    steps: null,
    cost: null,
    main: null,
    opcodesCost: null,
    precompiles: null,
    memory: null,
    opcodes: [],
    callers: [],
  };
}

export interface MemoryDraft {
  readonly class: string;
  readonly count: number;
  readonly cost: number;
}

/** How a TOP list's title says its rows are laid out. */
export type TopForm = "exclusive" | "calls" | "calls-each";

export interface ReportDraft {
  /** False for a piece of a report without its REPORT title. */
  readonly headed: boolean;
  readonly costVersion: number | null;
  /** Length of the rule under REPORT: 36 in 0.13 and 0.14, 40 later. */
  readonly ruleLength: number;
  /** Title of each section, in order of appearance. */
  readonly sections: SectionId[];
  steps: number | null;
  readonly totals: Map<string, number>;
  /** True once a VARIABLE row was there. */
  readonly distribution: string[];
  romUsage: number | null;
  ramUsage: number | null;
  readonly regions: { readonly name: string; readonly steps: number }[];
  readonly mixed: OpRow[];
  readonly base: OpRow[];
  readonly precompiled: OpRow[];
  readonly frops: OpRow[];
  /** True where the opcode table has a share of the count (0.16 and later). */
  opcodeShares: boolean;
  topForm: TopForm | null;
  /** The cost list's title, for telling 0.16.1 from later. */
  costOfVariable: boolean;
  readonly topSteps: TopRow[];
  readonly topCosts: TopRow[];
  readonly details: DetailDraft[];
  readonly tags: TagRow[];
  readonly histogram: { readonly pc: number[]; readonly count: number[] };
  readonly memoryTypes: MemoryDraft[];
  readonly memoryDetail: MemoryDraft[];
  /** The last line of the report was blank, as the tool ends it. */
  endsBlank: boolean;
  /** The file's last line had no line break and belongs to the report. */
  openEnd: boolean;
  /** The last line could not be read as a row of its section. */
  brokenRow: boolean;
  readonly notes: Set<string>;
}

export type SectionId =
  | "report"
  | "distribution"
  | "regions"
  | "opcodes"
  | "base-opcodes"
  | "precompiled-opcodes"
  | "frops"
  | "top-steps"
  | "top-costs"
  | "detail"
  | "callers"
  | "tags-steps"
  | "tags-cost"
  | "marks"
  | "histogram"
  | "memory-types"
  | "memory-detail"
  | "coverage"
  | "comparison"
  | "other";

/** A report of which nothing was read yet. */
export function newDraft(costVersion: number | null, ruleLength: number, headed = true): ReportDraft {
  return {
    headed,
    costVersion,
    ruleLength,
    sections: [],
    steps: null,
    totals: new Map(),
    distribution: [],
    romUsage: null,
    ramUsage: null,
    regions: [],
    mixed: [],
    base: [],
    precompiled: [],
    frops: [],
    opcodeShares: false,
    topForm: null,
    costOfVariable: false,
    topSteps: [],
    topCosts: [],
    details: [],
    tags: [],
    histogram: { pc: [], count: [] },
    memoryTypes: [],
    memoryDetail: [],
    endsBlank: false,
    openEnd: false,
    brokenRow: false,
    notes: new Set(),
  };
}
