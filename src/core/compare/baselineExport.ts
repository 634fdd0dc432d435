import { profileToJson, type FunctionJson, type LineJson } from "../profile/json";
import type { Profile } from "../profile/model";
import { compareText } from "./change";
import { compareProfiles } from "./compareProfiles";
import { cutListOf } from "./cutList";
import { functionKey } from "./functionKey";
import type { RecordedRun } from "./recordedRun";
import type { MetricChanges } from "./types";

export interface BaselineExportOptions {
  readonly run: RecordedRun | null;
  /** What a file is called on any machine, and whether it is the workspace's own. */
  readonly place: (file: string) => { readonly name: string; readonly own: boolean };
  /** A message without the folders of this machine. */
  readonly message: (text: string) => string;
}

/**
 * A profile as a small file to commit: `cyclelens.profile/1` with the property `run`, a row a line so that a change of it
 * can be read, no rounding, no paths of this machine. Left out is what no comparison needs: addresses, details, call
 * tree, the guest's text, lines of other people's crates.
 */
export function baselineExport(profile: Profile, { run, place, message }: BaselineExportOptions): string {
  const json = profileToJson(profile, { full: false });
  const { precompiles: _sites, ...rest } = json;
  const lines = json.lines
    .filter(({ file }) => place(file).own)
    .map(({ file, line, self, total }): LineJson => ({ file: place(file).name, line, self, total }))
    .sort((a, b) => compareText(a.file, b.file) || a.line - b.line);
  return written({
    ...rest,
    output: { ...json.output, text: null },
    outcome: {
      ...json.outcome,
      message: json.outcome.message === null ? null : message(json.outcome.message),
    },
    functions: functionsOf(profile, (file) => place(file).name),
    lines,
    // Only a list that may be cut has more to say than the functions themselves.
    listed: json.listed !== null && !json.listed.inclusive ? json.listed : cutListOf(profile) && json.listed,
    details: [],
    warnings: json.warnings.map(message),
    ...(run === null ? {} : { run: recorded(run, place) }),
  });
}

/** A row a source `fn`, its instances added up while the call tree still tells what nests. */
function functionsOf(profile: Profile, place: (file: string) => string): FunctionJson[] {
  const rows = compareProfiles(profile, profile).functions;
  const values = (changes: MetricChanges): Record<string, number | null> =>
    Object.fromEntries(profile.metrics.map(({ id }) => [id, changes[id]?.base ?? null]));
  const primary = profile.metrics[0]?.id ?? "";
  const weight = (row: FunctionJson): number => row.total[primary] ?? row.self[primary] ?? -1;
  return rows
    .map(({ key, name, baseRows, crate, file, line, calls, self, total }): FunctionJson => ({
      // Whatever it is called, it must be found again by the same key.
      name: functionKey(name) === key ? name : profile.functions.name[baseRows[0]!]!,
      rawName: null,
      crate,
      file: file === null ? null : place(file),
      line: line || null,
      calls: calls.base,
      self: values(self),
      total: values(total),
    }))
    .sort((a, b) => weight(b) - weight(a) || compareText(a.name, b.name));
}

function recorded(run: RecordedRun, place: BaselineExportOptions["place"]): RecordedRun & { lines: string } {
  const sources = run.sources
    .filter(({ file }) => place(file).own)
    .map(({ file, sha256, lines, hashes }) => ({ file: place(file).name, sha256, lines, hashes }))
    .sort((a, b) => compareText(a.file, b.file));
  return { ...run, lines: "own", sources };
}

/** A line a property, and a line a row. */
function written(json: object): string {
  const lines = Object.entries(json).map(([key, value]) => `  ${JSON.stringify(key)}: ${property(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

function property(value: unknown): string {
  if (isRows(value)) return `[\n${value.map((row) => `    ${JSON.stringify(row)}`).join(",\n")}\n  ]`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (!entries.some(([, inner]) => isRows(inner))) return JSON.stringify(value);
  const lines = entries.map(([key, inner]) =>
    isRows(inner)
      ? `    ${JSON.stringify(key)}: [\n${inner.map((row) => `      ${JSON.stringify(row)}`).join(",\n")}\n    ]`
      : `    ${JSON.stringify(key)}: ${JSON.stringify(inner)}`,
  );
  return `{\n${lines.join(",\n")}\n  }`;
}

function isRows(value: unknown): value is readonly object[] {
  return Array.isArray(value) && value.length > 0 && typeof value[0] === "object" && value[0] !== null;
}
