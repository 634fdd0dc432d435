/** Names of what an SP1 run leaves in its run folder. */
export const sp1Files = {
  /** TRACE_FILE: the Gecko profile. */
  trace: "sp1-trace.json",
  /** ExecutionReport in serde's JSON. */
  report: "sp1-report.json",
  /** Public values, as bytes. */
  output: "output.bin",
  /** The values that were given on the command line, where the host takes one file. */
  input: "input.bin",
} as const;
