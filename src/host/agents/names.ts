/** Tools of src/agents/table.ts that read only; each is contributed by package.json under its name with the prefix. */
export const readingTools = [
  "list_runs",
  "hot_functions",
  "explain_function",
  "compare_runs",
  "patch_coverage",
] as const;
/** The one that runs a guest, and asks first. */
export const runningTool = "profile_guest";
