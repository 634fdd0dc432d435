import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, inflateSync } from "node:zlib";
import { profileOfRun } from "../../src/core/engine/report";
import { ziskMachine } from "../../src/core/engine/machines/zisk/zisk";
import { zisk14 } from "../../src/core/engine/machines/zisk/zisk14Costs";
import type { EngineRun } from "../../src/core/engine/types";
import type { ListedFunction, Profile } from "../../src/core/profile/model";
import { readElf } from "../../src/core/symbols/elf";
import type { ElfImage } from "../../src/core/symbols/types";
import { accessesAddUp } from "./accesses";
import { inlinedDifferences } from "./inlinedTree";
import { differencesOf, interpreted, translated } from "./twoMachines";

/** One guest of a truth folder against what the real machine said. */
export interface EngineRow {
  readonly guest: string;
  readonly steps: number | null;
  readonly outcome: string;
  readonly ms: number;
  /** The same guest as WebAssembly; null or absent where it was not run. */
  readonly fastMs?: number | null;
  readonly differences: readonly string[];
}

type Expected = Readonly<Record<string, unknown>>;
type Figures = Readonly<Record<string, { readonly count: number; readonly cost: number }>>;
interface ExpectedFunction {
  readonly name: string;
  readonly steps: number;
  readonly cost: number;
  readonly calls: number;
}

export function bytesOf(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

/** Runs a guest twice, with the lists cut at main and whole; joins it with symbols and lines. */
export function runGuest(
  elf: Uint8Array,
  input: Uint8Array,
  mainName: string,
  maxSteps: number | null = null,
): { run: EngineRun; profile: Profile; image: ElfImage; ms: number } {
  const started = performance.now();
  const image = readElf(elf, { inflate: (bytes) => inflateSync(bytes) });
  const request = { elf, input: [input], maxSteps, mainName, listed: true, inlined: true };
  const machine = ziskMachine(request, image, zisk14);
  while (!machine.done) machine.run(10_000_000);
  const run = machine.result(false);
  const ms = performance.now() - started;
  return { run, profile: profileOfRun(run, image, { version: null }), image, ms };
}

/** Everything in expected.json, to the unit. */
export function checkEngineGuest(
  folder: string,
  name: string,
  elfFile: string,
  expected: Expected,
): EngineRow {
  const inputFile = path.join(folder, "input.bin");
  const elf = bytesOf(elfFile);
  const input = existsSync(inputFile) ? bytesOf(inputFile) : new Uint8Array(0);
  const { run, profile, image, ms } = runGuest(elf, input, "main");
  const differences: string[] = [];
  const same = (what: string, got: unknown, wanted: unknown): void => {
    const [a, b] = [JSON.stringify(got) ?? "nothing", JSON.stringify(wanted) ?? "nothing"];
    if (a !== b) differences.push(`${what}: ${clip(a)}, not ${clip(b)}`);
  };
  same("exit code", run.exitCode, expected["exit_code"]);
  // Where the real machine panics it prints no report.
  if (expected["steps"] !== undefined) {
    same("steps", run.totals["steps"], expected["steps"]);
    for (const [key, value] of Object.entries(expected["cost"] as Record<string, number>))
      same(key, run.totals[key], value);
    opcodes(run, expected, same);
    memory(run, expected, same);
    same("rom usage", run.usage.rom, expected["rom_usage"]);
    same("ram usage", run.usage.ram, expected["ram_usage"]);
    const regions = Object.fromEntries(run.regions.map((region) => [region.name, region.steps]));
    same("rom regions", regions, expected["rom_regions"]);
    same("call stack lost", run.listed?.disabled, expected["callstack_disabled"]);
    functions(run, expected["functions"], "functions", same);
    const uncut = runGuest(elf, input, "").run;
    functions(uncut, expected["functions_without_main_cut"], "functions without the cut", same);
  }
  if (typeof expected["output_hex"] === "string" && run.outcome.status === "ok")
    same("public output", run.output.publicHex, expected["output_hex"]);
  if (existsSync(path.join(folder, "report.txt")))
    printed(run, bytesOf(path.join(folder, "report.txt")), same);
  differences.push(
    ...attributed(run, profile),
    ...accessesAddUp(run, profile),
    ...inlinedDifferences(profile, image.debug),
  );
  const fast = asWebAssembly(elf, input);
  differences.push(...fast.differences);
  return {
    guest: name,
    steps: run.totals["steps"] ?? null,
    outcome: run.outcome.status,
    ms,
    fastMs: fast.ms,
    differences,
  };
}

/** The guest once more by interpreter and by translated code, column by column. */
export function asWebAssembly(
  elf: Uint8Array,
  input: Uint8Array,
  limit = Number.MAX_SAFE_INTEGER,
): { ms: number; differences: string[] } {
  const fast = translated(elf, input, limit);
  const differences = differencesOf(interpreted(elf, input, limit), fast);
  return { ms: fast.ms, differences: differences.map((text) => `as WebAssembly: ${text}`) };
}

/** What the guest and its profile tags printed: the report's lines up to the tool's own. */
function printed(run: EngineRun, report: Uint8Array, same: Same): void {
  const whole = new TextDecoder().decode(report);
  const end = /Saving profiler data|REPORT \(cost version/.exec(whole)?.index ?? whole.length;
  const own = /^(?:Loading symbols|Loaded |CALL_STACK_ERROR|WARNING|ZisK library|Added )/;
  const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "" && !own.test(line));
  same("what was printed", lines(run.output.text ?? ""), lines(whole.slice(0, end)));
}

type Same = (what: string, got: unknown, wanted: unknown) => void;

function opcodes(run: EngineRun, expected: Expected, same: Same): void {
  for (const [section, kind] of [
    ["opcodes", "base"],
    ["precompiles", "precompile"],
  ] as const) {
    const wanted = expected[section] as Figures;
    const got = run.opcodes.filter((row) => row.kind === kind && row.count! > 0);
    same(`${section} listed`, got.map((row) => row.name).sort(), Object.keys(wanted).sort());
    for (const row of got) same(row.name, { count: row.count, cost: row.cost }, wanted[row.name]);
  }
  const frops = Object.fromEntries(
    Object.entries(expected["frops"] as Figures).map(([name, { count, cost }]) => [name, { count, cost }]),
  );
  for (const row of run.opcodes)
    same(`frops of ${row.name}`, row.frops ?? undefined, frops[row.name] ?? undefined);
  const known = new Set(run.opcodes.map((row) => row.name));
  for (const name of Object.keys(frops))
    if (!known.has(name)) same(`frops of ${name}`, undefined, frops[name]);
}

function memory(run: EngineRun, expected: Expected, same: Same): void {
  const wanted = expected["memory_detail"] as Figures;
  if (Object.keys(wanted).length === 0) return;
  const byClass = new Map(run.memory.map((row) => [row.class, { count: row.count, cost: row.cost }]));
  for (const [name, figures] of Object.entries(wanted)) {
    same(name, byClass.get(name.toLowerCase()), figures);
    byClass.delete(name.toLowerCase());
  }
  for (const [name, figures] of byClass) same(name, figures, undefined);
}

function functions(run: EngineRun, wanted: unknown, what: string, same: Same): void {
  // The tool prints two lists: which of two functions of one name is which stands in neither.
  const keys = (f: ExpectedFunction | ListedFunction): string[] => [
    `${f.name} ${String(f.steps ?? 0)} steps ${String(f.calls)}`,
    `${f.name} cost ${String(f.cost ?? 0)}`,
  ];
  const got = (run.listed?.functions ?? []).flatMap(keys).sort();
  const all = ((wanted ?? []) as ExpectedFunction[]).flatMap(keys).sort();
  const open = new Map<string, number>();
  for (const text of all) open.set(text, (open.get(text) ?? 0) + 1);
  for (const text of got) open.set(text, (open.get(text) ?? 0) - 1);
  for (const [text, count] of open)
    if (count !== 0) same(what, count < 0 ? text : null, count > 0 ? text : null);
}

/** Σ self of functions = Σ self of lines + unattributed = VARIABLE; Σ of the call tree likewise. */
export function attributed(run: EngineRun, profile: Profile): string[] {
  const sum = (column: Float64Array | undefined): number => column?.reduce((a, b) => a + b, 0) ?? 0;
  const out: string[] = [];
  for (const [id, whole] of [
    ["cost", run.totals["variable"]],
    ["steps", run.totals["steps"]],
  ] as const) {
    const { functions, lines, callTree } = profile;
    const sums = {
      functions: sum(functions.self[id]),
      lines: sum(lines?.self[id]) + (profile.unattributed[id] ?? NaN),
      "call tree": sum(callTree?.self[id]) + (id === "cost" ? run.outside : 0),
    };
    for (const [what, value] of Object.entries(sums))
      if (value !== whole) out.push(`Σ ${id} of ${what} is ${String(value)}, not ${String(whole)}`);
    // What the tree says of a function is what its instructions say.
    const ofTree = new Float64Array(functions.length);
    for (let node = 0; node < (callTree?.length ?? 0); node++)
      ofTree[callTree!.frame[node]!]! += callTree!.self[id]![node]!;
    functions.name.forEach((name, i) => {
      if (name !== "[data initialisation]" && ofTree[i] !== functions.self[id]![i])
        out.push(
          `${id} of ${name}: ${String(ofTree[i])} in the tree, ${String(functions.self[id]![i])} by instruction`,
        );
    });
  }
  return out;
}

function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
