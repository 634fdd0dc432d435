import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

/** The two recorded runs of the sample guest before and after an edit, as test/fixtures/compare has them. */
const pairIds = {
  before: "2025-01-19T09-12-05Z-zisk-sample-guest",
  after: "2025-01-20T14-03-41Z-zisk-sample-guest",
} as const;
export type PairSide = keyof typeof pairIds;

const commits: Readonly<Record<PairSide, string>> = {
  before: "3f2c9d1e5b7a4860c1d2e3f4a5b6c7d8e9f0a1b2",
  after: "b81d64a07c5e39f2d4c6b8a0918273645f5e4d3c",
};

/** Files the runs below a guest's `.cyclelens`; gives their folders. */
export function writeRuns(fixtures: string, guest: string): Readonly<Record<PairSide, string>> {
  const write = (side: PairSide): string => {
    const from = path.join(fixtures, "compare", side);
    const folder = path.join(guest, ".cyclelens", "runs", pairIds[side]);
    mkdirSync(folder, { recursive: true });
    cpSync(path.join(from, "profile.json.gz"), path.join(folder, "profile.json.gz"));
    const run = JSON.parse(
      readFileSync(path.join(from, "run.json"), "utf8").replaceAll(
        "{guest}",
        JSON.stringify(guest).slice(1, -1),
      ),
    ) as { guest: object };
    const id = pairIds[side];
    const startedAt = `${id.slice(0, 11)}${id.slice(11, 19).replaceAll("-", ":")}.000Z`;
    const edited = {
      ...run,
      id,
      startedAt,
      guest: { ...run.guest, manifestPath: path.join(guest, "Cargo.toml") },
      git: { commit: commits[side], branch: "main", dirty: side === "after" },
    };
    writeFileSync(path.join(folder, "run.json"), JSON.stringify(edited));
    return folder;
  };
  return { before: write("before"), after: write("after") };
}

/** Puts the edited sources over those of the guest. */
export function editSources(fixtures: string, guest: string): readonly string[] {
  const from = path.join(fixtures, "compare", "after", "src");
  const names = readdirSync(from);
  for (const name of names) cpSync(path.join(from, name), path.join(guest, "src", name));
  return names;
}

interface RecordedProfile {
  readonly functions: readonly { readonly name: string; readonly self: { readonly cost: number | null } }[];
  readonly lines: readonly {
    readonly file: string;
    readonly line: number;
    readonly self: { readonly cost: number | null };
    readonly total: { readonly cost: number | null };
  }[];
  readonly totals: Readonly<Record<string, number | null>>;
}

/** What a side's own file says, read by nothing of the product. */
export function recordedSide(fixtures: string, side: PairSide): RecordedProfile {
  const bytes = readFileSync(path.join(fixtures, "compare", side, "profile.json.gz"));
  return JSON.parse(gunzipSync(bytes).toString("utf8")) as RecordedProfile;
}

/** The cost of one line of a source in that file. */
export function lineCost(
  { lines }: RecordedProfile,
  file: string,
  line: number,
  of: "self" | "total" = "self",
): number {
  return lines
    .filter((row) => row.file === file && row.line === line)
    .reduce((sum, row) => sum + (row[of].cost ?? 0), 0);
}
