import type { OpenvmLine } from "./openvmLine";

/** A number that a prove benchmark is told. Bounds are those beyond which OpenVM itself gives up or never ends. */
export interface NumberField {
  readonly flag: string;
  readonly min: number;
  readonly max: number;
  /** What counts where the flag is left out, for the text in the empty field; null where the benchmark chooses. */
  readonly usual: number | null;
  readonly lines: readonly OpenvmLine[];
}

/** OpenVM has FRI parameters for these blowups only. */
const blowup = { min: 1, max: 4, lines: ["1.x"] } as const;
/** 2^28 is the largest power of two that divides the order of BN254's scalar field. */
const halo2 = { min: 10, max: 28, lines: ["1.x"] } as const;

export const numberFields = {
  appLogBlowup: { flag: "--app-log-blowup", usual: 1, ...blowup },
  leafLogBlowup: { flag: "--leaf-log-blowup", usual: 1, ...blowup },
  internalLogBlowup: { flag: "--internal-log-blowup", usual: 2, ...blowup },
  rootLogBlowup: { flag: "--root-log-blowup", usual: 3, ...blowup },
  halo2OuterK: { flag: "--halo2-outer-k", usual: 23, ...halo2 },
  halo2WrapperK: { flag: "--halo2-wrapper-k", usual: null, ...halo2 },
  // A trace of more rows than 2^27 has no domain in BabyBear.
  maxSegmentLength: {
    flag: "--max-segment-length",
    min: 2,
    max: 2 ** 27,
    usual: null,
    lines: ["1.x", "2.0"],
  },
  // Of 1.4 to 1.7. More cells than 2^40 fit into no memory.
  segmentMaxCells: { flag: "--segment-max-cells", min: 1, max: 2 ** 40, usual: null, lines: ["1.x"] },
  numChildrenLeaf: { flag: "--num-children-leaf", min: 1, max: 1024, usual: 1, lines: ["1.x"] },
  // With one child a level is as long as the one below it: the tree would have no end.
  numChildrenInternal: { flag: "--num-children-internal", min: 2, max: 1024, usual: 3, lines: ["1.x"] },
  maxInternalWrapperLayers: {
    flag: "--max-internal-wrapper-layers",
    min: 0,
    max: 64,
    usual: 4,
    lines: ["1.x"],
  },
} as const satisfies Record<string, NumberField>;
export type NumberFieldId = keyof typeof numberFields;
export const numberFieldIds = Object.keys(numberFields) as readonly NumberFieldId[];

export interface SwitchField {
  readonly flag: string;
  readonly lines: readonly OpenvmLine[];
}

export const switchFields = {
  profiling: { flag: "--profiling", lines: ["1.x", "2.0"] },
  appOnly: { flag: "--app-only", lines: ["2.0"] },
  evm: { flag: "--evm", lines: ["2.0"] },
} as const satisfies Record<string, SwitchField>;
export type SwitchFieldId = keyof typeof switchFields;
export const switchFieldIds = Object.keys(switchFields) as readonly SwitchFieldId[];

export const kzgFlag = "--kzg-params-dir";

/** Features of a benchmark that replace its allocator: one at most. */
export const allocators = ["mimalloc", "jemalloc"] as const;
/** Features without which nothing is written to OUTPUT_PATH (`bench-metrics` up to 1.3). */
export const metricsFeatures = ["metrics", "bench-metrics"] as const;
/** Features that record instructions and cells by span (`profiling` up to 1.3); they need GUEST_SYMBOLS_PATH. */
export const spanFeatures = ["perf-metrics", "profiling"] as const;
/** Profiles that cargo always has, and those that OpenVM's own workspace adds. */
export const usualProfiles = ["release", "profiling", "maxperf", "fast", "dev"] as const;
