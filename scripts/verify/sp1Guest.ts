import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { assemble } from "../../src/core/importers/assemble";
import { importPart } from "../../src/core/importers/detect";
import { withoutHashes } from "../../src/core/importers/functionNames";
import type { CallTree, Profile } from "../../src/core/profile/model";
import { readElf } from "../../src/core/symbols/elf";
import type { ElfImage } from "../../src/core/symbols/types";
import { fileSource, readAll } from "../../src/runs/fileSource";
import { differences, expectedPaths, type Sp1Expected, type Sp1Trace } from "./sp1Expected";

/** One line of the table. */
export interface Sp1Row {
  readonly what: string;
  readonly cycles: number | null;
  readonly functions: number;
  readonly nodes: number;
  readonly checks: number;
  readonly problems: readonly string[];
}

/** Every file of one guest's folder: each trace alone and with all that the run wrote, the report, the logs. */
export async function checkSp1Guest(folder: string): Promise<Sp1Row[]> {
  const name = path.basename(folder);
  const expected = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8")) as Sp1Expected;
  const elf = readElf(await readAll(path.join(folder, "guest.elf.gz")));
  const rows: Sp1Row[] = [];
  for (const file of readdirSync(folder).sort()) {
    const rate = /^trace\.rate(\d+)\.json\.gz$/.exec(file)?.[1];
    if (rate !== undefined)
      rows.push(...(await checkTrace(folder, name, file, expected, expected.traces[rate]!, elf)));
    else if (file === "report.json") rows.push(await checkCounted(folder, name, file, expected, true));
    else if (file.endsWith("stdout.txt")) rows.push(await checkCounted(folder, name, file, expected, false));
  }
  rows.push(await checkTracker(folder, name, expected));
  return rows;
}

async function checkTrace(
  folder: string,
  name: string,
  file: string,
  expected: Sp1Expected,
  trace: Sp1Trace,
  elf: ElfImage,
): Promise<Sp1Row[]> {
  const part = await importPart(await fileSource(path.join(folder, file)));
  const alone = assemble([part], null);
  const raw = compareTree(part.callTree!, trace);
  const problems = [...raw, ...compareFunctions(alone, trace, true)];
  if (alone.totals["cycles"] !== trace.totalWeight)
    problems.push(`cycles ${String(alone.totals["cycles"])}, expected ${String(trace.totalWeight)}`);
  if (part.callTree!.length !== trace.stacks) problems.push(`stacks ${String(part.callTree!.length)}`);
  if (alone.unattributed["cycles"] !== trace.weightWithoutStack) problems.push("cycles without a stack");
  const rowOf = (what: string, profile: Profile, found: readonly string[]): Sp1Row => ({
    what,
    cycles: profile.totals["cycles"] ?? null,
    functions: profile.functions.length,
    nodes: profile.callTree?.length ?? 0,
    checks: 4 * Object.keys(trace.functions).length + 2 * trace.stacks + Object.keys(trace.roots).length + 3,
    problems: found,
  });
  // With everything that the run wrote.
  const others = ["report.json", "host.stdout.txt", "host.stderr.txt"].filter((f) =>
    existsSync(path.join(folder, f)),
  );
  const parts = await Promise.all(
    others.map(async (f) => importPart(await fileSource(path.join(folder, f)))),
  );
  const whole = assemble([part, ...parts], elf, { elfFile: "guest.elf.gz" });
  const joined = [...compareFunctions(whole, trace, false), ...compareCounted(whole, expected)];
  if (whole.exitCode !== expected.exitCode) joined.push(`exit code ${String(whole.exitCode)}`);
  if ((whole.outcome.status === "ok") !== (expected.exitCode === 0))
    joined.push(`outcome ${whole.outcome.status}`);
  const doubt = whole.warnings.filter(
    (warning) => warning.endsWith("?") || warning.includes("another build"),
  );
  if (doubt.length > 0) joined.push(...doubt);
  return [
    rowOf(`${name}/${file}`, alone, problems),
    rowOf(`${name}/${file} + report, logs, ELF`, whole, joined),
  ];
}

/** `listed` to the letter; `functions` by raw name, or by the name without hashes where the ELF gives raw names. */
function compareFunctions(profile: Profile, trace: Sp1Trace, byRawName: boolean): string[] {
  const columns = (get: "self" | "inclusive"): Map<string, number> =>
    new Map(Object.entries(trace.functions).map(([name, figures]) => [name, figures[get]]));
  const listed = profile.listed?.functions ?? [];
  const { functions } = profile;
  const out = [
    ...differences("listed self", columns("self"), new Map(listed.map((f) => [f.name, f.self!]))),
    ...differences("listed total", columns("inclusive"), new Map(listed.map((f) => [f.name, f.total!]))),
  ];
  if (byRawName) {
    const rows = (column: Float64Array): Map<string, number> =>
      new Map(
        [...functions.rawName.entries()].flatMap(([i, raw]) => (raw === null ? [] : [[raw, column[i]!]])),
      );
    out.push(
      ...differences("self", columns("self"), rows(functions.self["cycles"]!)),
      ...differences("total", columns("inclusive"), rows(functions.total["cycles"]!)),
    );
  } else {
    const key = (name: string, self: number, total: number): string =>
      `${name} ${String(self)} ${String(total)}`;
    const bag = (keys: readonly string[]): Map<string, number> => {
      const counts = new Map<string, number>();
      for (const k of keys) counts.set(k, (counts.get(k) ?? 0) + 1);
      return counts;
    };
    const wanted = Object.entries(trace.functions).map(([name, f]) =>
      key(withoutHashes(name), f.self, f.inclusive),
    );
    const found = functions.name.flatMap((name, i) =>
      name.startsWith("[") ? [] : [key(name, functions.self["cycles"]![i]!, functions.total["cycles"]![i]!)],
    );
    out.push(...differences("function", bag(wanted), bag(found)));
  }
  return out;
}

function compareTree(tree: CallTree, trace: Sp1Trace): string[] {
  const self = tree.self["cycles"]!;
  const inclusive = self.slice();
  for (let node = tree.length - 1; node >= 0; node--)
    if (tree.prefix[node]! >= 0) inclusive[tree.prefix[node]!]! += inclusive[node]!;
  const paths: string[] = [];
  const found = new Map<string, number>();
  const add = (key: string, value: number): void => void found.set(key, (found.get(key) ?? 0) + value);
  const roots = new Map<string, number>();
  for (let node = 0; node < tree.length; node++) {
    const parent = tree.prefix[node]!;
    const name = tree.frames.name[tree.frame[node]!]!;
    paths[node] = parent < 0 ? name : `${paths[parent]!}\n${name}`;
    add(`${paths[node]!}\nself`, self[node]!);
    add(`${paths[node]!}\ninclusive`, inclusive[node]!);
    if (parent < 0) roots.set(name, (roots.get(name) ?? 0) + inclusive[node]!);
  }
  return [
    ...differences("path", expectedPaths(trace.callTree), found),
    ...differences("root", new Map(Object.entries(trace.roots)), roots),
  ];
}

function compareCounted(profile: Profile, expected: Sp1Expected): string[] {
  const rows = (kind: string): Map<string, number> =>
    new Map(profile.opcodes.filter((row) => row.kind === kind).map((row) => [row.name, row.count!]));
  const wanted = (counts: Readonly<Record<string, number>>): Map<string, number> =>
    new Map(Object.entries(counts).map(([name, count]) => [name.toLowerCase(), count]));
  const out = [
    ...differences("opcode", wanted(expected.opcodes), rows("base")),
    ...differences("syscall", wanted(expected.syscalls), rows("precompile")),
    ...compareTags(profile, expected),
  ];
  if (profile.totals["cycles"] !== expected.cycles) out.push(`cycles ${String(profile.totals["cycles"])}`);
  if (profile.totals["gas"] !== expected.gas) out.push(`gas ${String(profile.totals["gas"])}`);
  return out;
}

/** Labels that only the log has (`cycle-tracker-start`) are no difference. */
function compareTags(profile: Profile, expected: Sp1Expected): string[] {
  const known = profile.tags.filter((tag) => Object.hasOwn(expected.cycleTracker, tag.name));
  return [
    ...differences(
      "tag",
      new Map(Object.entries(expected.cycleTracker)),
      new Map(known.map((t) => [t.name, t.total])),
    ),
    ...differences(
      "tag calls",
      new Map(Object.entries(expected.invocationTracker)),
      new Map(known.map((t) => [t.name, t.calls ?? -1])),
    ),
  ];
}

async function checkCounted(
  folder: string,
  name: string,
  file: string,
  expected: Sp1Expected,
  exact: boolean,
): Promise<Sp1Row> {
  const profile = assemble([await importPart(await fileSource(path.join(folder, file)))], null);
  const problems = compareCounted(profile, expected);
  if (exact && profile.tags.length !== Object.keys(expected.cycleTracker).length)
    problems.push("labels of no report");
  if (profile.exitCode !== expected.exitCode) problems.push(`exit code ${String(profile.exitCode)}`);
  const hex = path.join(folder, "public-values.hex");
  if (profile.output.publicHex !== null && profile.output.publicHex !== readFileSync(hex, "utf8").trim())
    problems.push("public values");
  return {
    what: `${name}/${file}`,
    cycles: profile.totals["cycles"] ?? null,
    functions: 0,
    nodes: 0,
    checks: 3 + Object.keys(expected.opcodes).length + 2 * Object.keys(expected.cycleTracker).length,
    problems,
  };
}

/** The log's lines alone give what the report has, where the guest closed its labels. */
async function checkTracker(folder: string, name: string, expected: Sp1Expected): Promise<Sp1Row> {
  const file = "host.stderr.txt";
  const profile = assemble([await importPart(await fileSource(path.join(folder, file)))], null);
  return {
    what: `${name}/${file}`,
    cycles: null,
    functions: 0,
    nodes: 0,
    checks: 2 * Object.keys(expected.cycleTracker).length,
    problems: compareTags(profile, expected),
  };
}
