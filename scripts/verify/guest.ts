import { existsSync } from "node:fs";
import path from "node:path";
import { assemble } from "../../src/core/importers/assemble";
import { readElf } from "../../src/core/symbols/elf";
import type { ProfilePart } from "../../src/core/importers/artefact";
import type { Listed, Profile } from "../../src/core/profile/model";
import { bytesOf, consistent, importFile } from "./sample";
import type { Row } from "./table";

type Expected = Record<string, unknown>;
interface ExpectedFunction {
  readonly name: string;
  readonly steps: number;
  readonly cost: number;
  readonly calls: number;
}

/** One guest of 1.4: every output of the run against expected.json and against the others. */
export async function checkGuest(folder: string, name: string, expected: Expected): Promise<Row[]> {
  const has = (file: string): string | null =>
    [file, `${file}.gz`]
      .map((f) => path.join(folder, f))
      .find((f) => existsSync(f) && bytesOf(f).length > 0) ?? null;
  const parts = async (...files: string[]): Promise<ProfilePart[]> => {
    const found = files.map(has).filter((f) => f !== null);
    return Promise.all(found.map(importFile));
  };
  const rows: Row[] = [];
  const add = (what: string, profile: Profile, problems: string[]): void => {
    rows.push({
      what: `${name}: ${what}`,
      form: profile.source.variant ?? "",
      steps: profile.totals["steps"] ?? null,
      total: profile.totals["total"] ?? null,
      opcodes: profile.opcodes.length,
      listed: profile.listed?.functions.length ?? null,
      outcome: profile.outcome.status,
      problems: [...problems, ...consistent(profile)],
    });
  };

  // 1. The report (with its error lines) is what expected.json says.
  const report = assemble(await parts("report.txt", "report.err.txt"), null);
  add("report = expected", report, [
    ...compareReport(report, expected),
    ...compareExit(report, expected["exit_code"]),
  ]);
  // 2. So are the other text forms and the snapshot, where they overlap.
  for (const file of ["breakdown.txt", "report_strict.txt", "stats.csv"]) {
    if (has(file) === null) continue;
    const profile = assemble(await parts(file), null);
    add(`${file} = expected`, profile, [
      ...compareTotals(profile, expected),
      ...compareOpcodes(profile, expected),
      ...(file === "report_strict.txt" ? [] : compareMemory(profile, expected)),
      ...(file === "breakdown.txt" ? compareOutput(profile, expected) : []),
    ]);
  }
  if (has("functions_all.txt") !== null) {
    const profile = assemble(await parts("functions_all.txt"), null);
    add(
      "functions_all.txt = expected",
      profile,
      compareListed(profile.listed, expected["functions_without_main_cut"]),
    );
  }
  if (has("steps.txt") !== null) {
    const profile = assemble(await parts("steps.txt", "steps.err.txt"), null);
    add("steps.txt = expected", profile, [
      ...differs("steps", profile.totals["steps"] ?? null, expected["steps"] ?? null),
      // Standard error is not kept for every run.
      ...(expected["exit_code_fast"] === 0 || has("steps.err.txt") !== null
        ? compareExit(profile, expected["exit_code_fast"])
        : []),
    ]);
  }
  // 3. Histogram and disassembly count the same steps.
  const counts = await Promise.all(
    ["histogram.txt", "disasm.txt"].map(async (file) => (await parts(file))[0]),
  );
  for (const part of counts) {
    if (!part) continue;
    const sum = part.counts ? part.counts.count.reduce((a, b) => a + b, 0) : null;
    add(
      `${part.file} counts the run's steps`,
      report,
      differs("sum of counts", sum, expected["steps"] ?? null),
    );
  }
  if (counts[0]?.counts && counts[1]?.counts)
    add("histogram = disassembly", report, [
      ...differs("addresses", counts[0].counts.pc.join(), counts[1].counts.pc.join()),
      ...differs("counts", counts[0].counts.count.join(), counts[1].counts.count.join()),
    ]);
  // 4. All artefacts with the ELF: one profile, no contradiction.
  const elf = has("guest.elf");
  const all = await parts("report.txt", "report.err.txt", "stats.csv", "profile.json", "disasm.txt");
  if (elf !== null && all.length > 1) {
    const profile = assemble(all, readElf(bytesOf(elf)));
    add("all artefacts and the ELF agree", profile, together(profile));
  }
  return rows;
}

function together(profile: Profile): string[] {
  const problems = profile.warnings.filter((w) => /one run|that ran/.test(w));
  const sum = (column: Float64Array | undefined): number | null =>
    column === undefined ? null : column.reduce((a, b) => a + (Number.isNaN(b) ? 0 : b), 0);
  if (profile.instructions) {
    problems.push(
      ...differs(
        "self steps of functions",
        sum(profile.functions.self["steps"]),
        profile.totals["steps"] ?? null,
      ),
    );
    if (profile.lines)
      problems.push(
        ...differs(
          "self steps of lines + unattributed",
          (sum(profile.lines.self["steps"]) ?? 0) + (profile.unattributed["steps"] ?? 0),
          profile.totals["steps"] ?? null,
        ),
      );
  }
  if (profile.callTree)
    problems.push(
      ...differs(
        "self cost of functions",
        sum(profile.functions.self["cost"]),
        profile.totals["variable"] ?? null,
      ),
    );
  const { self, total, name } = profile.functions;
  for (const metric of ["steps", "cost"])
    for (let i = 0; i < profile.functions.length; i++)
      if ((self[metric]?.[i] ?? NaN) > (total[metric]?.[i] ?? NaN))
        problems.push(`${name[i]!}: self ${metric} exceeds its total`);
  return problems;
}

function compareReport(profile: Profile, expected: Expected): string[] {
  const listed = profile.listed;
  return [
    ...(expected["steps"] === undefined
      ? []
      : differs("version", profile.engine.version, expected["version"])),
    ...compareTotals(profile, expected),
    ...compareOpcodes(profile, expected),
    ...(expected["steps"] === undefined
      ? []
      : differs("call stack disabled", listed?.disabled === true, expected["callstack_disabled"])),
    ...compareListed(listed, expected["functions"]),
    ...differs(
      "regions",
      JSON.stringify(Object.fromEntries(profile.regions.map((r) => [r.name, r.steps]))),
      JSON.stringify(expected["rom_regions"] ?? {}),
    ),
  ];
}

function compareTotals(profile: Profile, expected: Expected): string[] {
  if (expected["steps"] === undefined) return [];
  const cost = expected["cost"] as Record<string, number>;
  return [
    ...differs("steps", profile.totals["steps"], expected["steps"]),
    ...Object.entries(cost).flatMap(([id, value]) => differs(id, profile.totals[id], value)),
    ...differs("rom usage", profile.usage.rom, expected["rom_usage"]),
    ...differs("ram usage", profile.usage.ram, expected["ram_usage"]),
  ];
}

function compareOpcodes(profile: Profile, expected: Expected): string[] {
  if (expected["steps"] === undefined) return [];
  type Ops = Record<string, { count: number; cost: number }>;
  const problems: string[] = [];
  const seen = (kind: string): Ops =>
    Object.fromEntries(
      profile.opcodes
        .filter((row) => row.kind === kind && !(row.count === 0 && row.frops !== null))
        .map((row) => [row.name, { count: row.count!, cost: row.cost! }]),
    );
  for (const [kind, key] of [
    ["base", "opcodes"],
    ["precompile", "precompiles"],
  ] as const)
    problems.push(...differs(key, JSON.stringify(seen(kind)), JSON.stringify(expected[key])));
  const frops = Object.fromEntries(
    profile.opcodes.filter((row) => row.frops !== null).map((row) => [row.name, row.frops!] as const),
  );
  const wanted = expected["frops"] as Ops;
  for (const name of new Set([...Object.keys(frops), ...Object.keys(wanted)])) {
    problems.push(...differs(`frops ${name} count`, frops[name]?.count, wanted[name]?.count));
    problems.push(...differs(`frops ${name} cost`, frops[name]?.cost, wanted[name]?.cost));
  }
  return problems;
}

function compareMemory(profile: Profile, expected: Expected): string[] {
  const wanted = expected["memory_detail"] as Record<string, { count: number; cost: number }> | undefined;
  if (wanted === undefined) return [];
  const sort = (rows: (readonly [string, number | null, number | null])[]): string =>
    JSON.stringify(rows.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
  return differs(
    "memory",
    sort(profile.memory.map((row) => [row.class, row.count, row.cost] as const)),
    sort(Object.entries(wanted).map(([name, row]) => [name.toLowerCase(), row.count, row.cost] as const)),
  );
}

function compareOutput(profile: Profile, expected: Expected): string[] {
  return differs("public output", profile.output.publicHex, expected["output_hex"] ?? null);
}

function compareListed(listed: Listed | null, wanted: unknown): string[] {
  if (!Array.isArray(wanted)) return [];
  const functions = wanted as ExpectedFunction[];
  if (listed === null || listed.disabled)
    return differs("listed", listed?.functions.length ?? 0, functions.length);
  const text = (
    rows: readonly { name: string; steps: number | null; cost: number | null; calls: number | null }[],
  ): string[] => rows.map((row) => `${row.name} steps ${row.steps} cost ${row.cost} calls ${row.calls}`);
  const [have, want] = [text(listed.functions), text(functions)];
  return have.length !== want.length
    ? differs("listed functions", have.length, want.length)
    : want.flatMap((row, i) => differs("listed", have[i], row));
}

function compareExit(profile: Profile, code: unknown): string[] {
  const wanted = code === 0 ? [null, 0] : [code];
  const outcome = code === 0 ? ["ok"] : ["guest-error", "step-limit"];
  return [
    ...(wanted.includes(profile.exitCode) ? [] : [`exit code ${profile.exitCode}, expected ${String(code)}`]),
    ...(outcome.includes(profile.outcome.status)
      ? []
      : [`outcome ${profile.outcome.status} with exit code ${String(code)}`]),
  ];
}

export function differs(what: string, have: unknown, want: unknown): string[] {
  if (have === want || (have === undefined && want === null)) return [];
  const cut = (value: unknown): string => {
    const text = String(value);
    return text.length > 300 ? `${text.slice(0, 300)}…` : text;
  };
  return [`${what}: ${cut(have)}, expected ${cut(want)}`];
}
