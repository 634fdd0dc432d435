import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, inflateSync } from "node:zlib";
import { profileOfRun } from "../../src/core/engine/report";
import { sp1Machine } from "../../src/core/engine/machines/sp1/sp1";
import { sp16 } from "../../src/core/engine/machines/sp1/sp16Costs";
import type { EngineRun } from "../../src/core/engine/types";
import { treeFunctions } from "../../src/core/importers/sp1TreeFunctions";
import { Sp1GuestText } from "../../src/core/importers/sp1GuestText";
import type { CallTree, Profile } from "../../src/core/profile/model";
import { demangleFull } from "../../src/core/symbols/demangle";
import { readElf } from "../../src/core/symbols/elf";
import type { ElfImage } from "../../src/core/symbols/types";
import type { EngineRow } from "./engineGuest";
import { inlinedDifferences } from "./inlinedTree";
import type { Sp1Expected, Sp1Node } from "./sp1Expected";
import { sp1Differences, sp1Interpreted, sp1Translated } from "./twoSp1Machines";

interface Emulated {
  readonly chunks: number;
  readonly local: number;
  readonly sent: number;
  readonly stateBumps: number;
  readonly memoryBumps: number;
  readonly selfByAddress: Readonly<Record<string, number>>;
  readonly pcCounts: Readonly<Record<string, number>>;
}

/** One guest of ../shared/data/sp1 against what SP1 6.10 said of it, and a separate emulator where SP1 says nothing. */
export function checkEngineSp1(folder: string, name: string): EngineRow {
  const expected = json<Sp1Expected & { clk: number; gasRaw: number }>(path.join(folder, "expected.json"));
  const elf = gunzipSync(readFileSync(path.join(folder, "guest.elf.gz")));
  const image = readElf(elf, { inflate: (bytes) => inflateSync(bytes) });
  const input = sp1Input(folder);
  const started = performance.now();
  const request = { elf, input, maxSteps: null, mainName: "", listed: true, inlined: true };
  const machine = sp1Machine(request, image, sp16);
  while (!machine.done) machine.run(10_000_000);
  const run = machine.result(false);
  const ms = performance.now() - started;
  const reference = sp1Interpreted({ elf, input });
  const fast = sp1Translated({ elf, input });
  const differences = sp1Differences(reference, fast).map((text) => `as WebAssembly: ${text}`);
  const same = (what: string, got: unknown, wanted: unknown): void => {
    const [a, b] = [JSON.stringify(got) ?? "nothing", JSON.stringify(wanted) ?? "nothing"];
    if (a !== b) differences.push(`${what}: ${a.slice(0, 120)}, not ${b.slice(0, 120)}`);
  };
  // 1. What SP1's report says.
  same("exit code", run.exitCode, expected.exitCode);
  for (const key of ["cycles", "clk", "gas", "gasRaw"] as const) same(key, run.totals[key], expected[key]);
  same("opcodes", counts(run, "base"), lower(expected.opcodes));
  same("syscalls", counts(run, "precompile"), lower(expected.syscalls));
  const publicFile = path.join(folder, "public-values.hex");
  same("public values", run.output.publicHex, readFileSync(publicFile, "utf8").replace(/\s/g, ""));
  for (const [label, value] of Object.entries(expected.cycleTracker)) {
    const tag = run.tags.find((row) => row.name === label);
    same(`tracker ${label}`, tag?.total, value);
    same(`calls of ${label}`, tag?.calls, expected.invocationTracker[label]);
  }
  same("guest's text", run.output.text, textOf(path.join(folder, "host.stderr.txt")));
  // 2. Its stacks, at every rate that there is a trace of.
  for (const [rate, trace] of Object.entries(expected.traces)) {
    const sampled = sp1Machine(request, image, sp16, { sampleRate: Number(rate) });
    while (!sampled.done) sampled.run(10_000_000);
    const stacks = sampled.stacks()!;
    same(`samples without a stack at rate ${rate}`, stacks.withoutStack, trace.weightWithoutStack);
    const listed = treeFunctions(stacks.tree, "cycles");
    // A function of which no sample was taken is in no trace.
    const functions = Object.fromEntries(
      listed.name
        .map((text, i) => [text, { self: listed.self[i]!, inclusive: listed.total[i]! }] as const)
        .filter(([, { inclusive }]) => inclusive > 0),
    );
    same(`functions at rate ${rate}`, sorted(functions), sorted(trace.functions));
    same(`stacks at rate ${rate}`, pathsOf(stacks.tree), pathsOfNodes(trace.callTree));
  }
  // 3. What only the emulator says.
  const emulated = JSON.parse(
    gunzipSync(readFileSync(path.join(folder, "emulated.json.gz"))).toString("utf8"),
  ) as Emulated;
  same("executions by pc", countsByPc(run), sorted(emulated.pcCounts));
  same("cycles by symbol", bySymbol(run, image), sorted(emulated.selfByAddress));
  // 4. Its own sums.
  const profile = profileOfRun(run, image, { version: null });
  differences.push(...sums(run, profile), ...inlinedDifferences(profile, image.debug));
  return {
    guest: `sp1/${name}`,
    steps: run.totals["cycles"] ?? null,
    outcome: run.outcome.status,
    ms,
    fastMs: fast.ms,
    differences,
  };
}

const json = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

/** The buffers of stdin that args.txt names. */
export function sp1Input(folder: string): Uint8Array[] {
  return inputOfWords(
    folder,
    readFileSync(path.join(folder, "args.txt"), "utf8").split("\n").filter(Boolean),
  );
}

/** One buffer for each `--input FILE`, `--bytes HEX`, `--u32 N`, `--u64 N`. */
export function inputOfWords(folder: string, words: readonly string[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let i = 0; i < words.length; i += 2) {
    const value = words[i + 1] ?? "";
    if (words[i] === "--input") out.push(readFileSync(path.join(folder, value)));
    else if (words[i] === "--bytes") out.push(Buffer.from(value, "hex"));
    else {
      const bytes = new Uint8Array(words[i] === "--u64" ? 8 : 4);
      bytes.forEach((_, at) => (bytes[at] = Number((BigInt(value) >> BigInt(8 * at)) & 255n)));
      out.push(bytes);
    }
  }
  return out;
}

/** What the guest printed, as SP1's log has it. */
function textOf(log: string): string | null {
  const text = new Sp1GuestText();
  if (existsSync(log))
    for (const line of readFileSync(log, "utf8").split("\n"))
      if (line.startsWith("stdout: ")) text.line("stdout", line.slice(8));
  return text.text();
}

const sorted = (object: object): object =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

const lower = (counts: Readonly<Record<string, number>>): object =>
  sorted(Object.fromEntries(Object.entries(counts).map(([name, n]) => [name.toLowerCase(), n])));

function counts(run: EngineRun, kind: "base" | "precompile"): object {
  return sorted(
    Object.fromEntries(run.opcodes.filter((row) => row.kind === kind).map((row) => [row.name, row.count])),
  );
}

function countsByPc(run: EngineRun): object {
  return sorted(Object.fromEntries(Array.from(run.pcs.pc, (pc, i) => [pc.toString(16), run.pcs.count[i]!])));
}

function bySymbol(run: EngineRun, elf: ElfImage): object {
  const out: Record<string, number> = {};
  run.pcs.pc.forEach((pc, i) => {
    const symbol = elf.symbols.find(pc);
    const name = symbol < 0 ? "" : demangleFull(elf.symbols.rawName[symbol]!);
    out[name] = (out[name] ?? 0) + run.pcs.steps[i]!;
  });
  return sorted(out);
}

/** Weight by whole stack. */
function pathsOf(tree: CallTree): object {
  const paths: string[] = [];
  const out: Record<string, number> = {};
  for (let node = 0; node < tree.length; node++) {
    const parent = tree.prefix[node]!;
    paths[node] = `${parent < 0 ? "" : `${paths[parent]!}\n`}${tree.frames.name[tree.frame[node]!]!}`;
    const self = tree.self["cycles"]![node]!;
    if (self > 0) out[paths[node]] = (out[paths[node]] ?? 0) + self;
  }
  return sorted(out);
}

function pathsOfNodes(roots: readonly Sp1Node[]): object {
  const out: Record<string, number> = {};
  const open = roots.map((node) => ({ node, path: node.name }));
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { node, path: at } = item;
    if (node.self > 0) out[at] = (out[at] ?? 0) + node.self;
    for (const child of node.children) open.push({ node: child, path: `${at}\n${child.name}` });
  }
  return sorted(out);
}

/** Σ self of functions = Σ self of lines + unattributed = Σ of the call tree = cycles. */
function sums(run: EngineRun, profile: Profile): string[] {
  const sum = (column = new Float64Array(0)): number => column.reduce((a, b) => a + b, 0);
  const { functions, lines, callTree } = profile;
  const found = {
    functions: sum(functions.self["cycles"]),
    lines: sum(lines?.self["cycles"]) + (profile.unattributed["cycles"] ?? NaN),
    "call tree": sum(callTree?.self["cycles"]),
  };
  const out = Object.entries(found)
    .filter(([, value]) => value !== run.totals["cycles"])
    .map(([what, value]) => `Σ cycles of ${what} is ${String(value)}, not ${String(run.totals["cycles"])}`);
  const ofTree = new Float64Array(functions.length);
  for (let node = 0; node < (callTree?.length ?? 0); node++)
    ofTree[callTree!.frame[node]!]! += callTree!.self["cycles"]![node]!;
  functions.name.forEach((name, i) => {
    if (ofTree[i] !== functions.self["cycles"]![i])
      out.push(
        `cycles of ${name}: ${String(ofTree[i])} in the tree, ${String(functions.self["cycles"]![i])} by instruction`,
      );
  });
  return out;
}
