/** Names of metrics that openvm-prof knows by themselves; all times in milliseconds. */
export const metric = {
  proofTime: "total_proof_time_ms",
  mainCells: "main_cells_used",
  totalCells: "total_cells_used",
  /** With the cells of padding. */
  allCells: "total_cells",
  meteredMemory: "metered_memory_bytes",
  cycles: "total_cycles",
  executeTime: "execute_time_ms",
  e1Insns: "execute_e1_insns",
  e1Time: "execute_e1_time_ms",
  e1Rate: "execute_e1_insn_mi/s",
  meteredInsns: "execute_metered_insns",
  meteredTime: "execute_metered_time_ms",
  meteredRate: "execute_metered_insn_mi/s",
  preflightInsns: "execute_preflight_insns",
  preflightTime: "execute_preflight_time_ms",
  preflightRate: "execute_preflight_insn_mi/s",
  traceGenTime: "trace_gen_time_ms",
  proveTime: "stark_prove_excluding_trace_time_ms",
  blobTime: "generate_blob_time_ms",
  blobTotalTime: "generate_blob_total_time_ms",
  frequency: "frequency",
  opcodeCount: "opcode_count",
  cells: "cells",
  cellsUsed: "cells_used",
  rows: "rows",
} as const;

/** The labels that have a meaning of their own. */
export const label = {
  group: "group",
  segment: "segment",
  idx: "idx",
  phase: "phase",
  module: "module",
  opcode: "opcode",
  airName: "air_name",
  airId: "air_id",
  /** Since 2.0 of figures of trace generation, without `air_name`. */
  air: "air",
  block: "block_number",
  span: "cycle_tracker_span",
  dslIr: "dsl_ir",
} as const;
