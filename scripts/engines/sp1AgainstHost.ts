import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sp1Machine } from "../../src/core/engine/machines/sp1/sp1";
import type { Sp1Model } from "../../src/core/engine/machines/sp1/model";
import { sp16 } from "../../src/core/engine/machines/sp1/sp16Costs";
import { safeName } from "../../src/core/profile/names";
import { treeFunctions } from "../../src/core/importers/sp1TreeFunctions";
import { readElf } from "../../src/core/symbols/elf";
import type { MadeGuest } from "./sp1Guests";

interface Report {
  readonly opcode_counts: Readonly<Record<string, number>>;
  readonly syscall_counts: Readonly<Record<string, number>>;
  readonly cycle_tracker: Readonly<Record<string, number>>;
  readonly invocation_tracker: Readonly<Record<string, number>>;
  readonly gas: number;
  readonly exit_code: number;
}

interface Trace {
  readonly threads: readonly [
    {
      readonly stringTable: readonly string[];
      readonly frameTable: { readonly data: readonly (readonly [number])[] };
      readonly stackTable: { readonly data: readonly (readonly [number | null, number])[] };
      readonly samples: { readonly data: readonly (readonly [number | null])[] };
    },
  ];
}

/** Runs a guest in the embedded engine and in a trace host of real SP1; every difference as a sentence. */
export function sp1Differences(host: string, guest: MadeGuest, chunkEntries = sp16.chunkEntries): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens-sp1-"));
  try {
    const file = (name: string): string => path.join(folder, name);
    writeFileSync(file("guest.elf"), guest.elf);
    const args = guest.input.flatMap((bytes) => ["--bytes", Buffer.from(bytes).toString("hex")]);
    const ran = spawnSync(
      host,
      [file("guest.elf"), ...args, "--report-json", file("report.json"), "--public-values", file("values")],
      {
        encoding: "utf8",
        env: {
          ...process.env,
          TRACE_FILE: file("trace.json"),
          TRACE_SAMPLE_RATE: "1",
          GAS_TRACE_CHUNK_THRESHOLD: String(chunkEntries),
        },
        timeout: 60_000,
        maxBuffer: 2 ** 28,
      },
    );
    const model: Sp1Model = { ...sp16, chunkEntries };
    const request = { elf: guest.elf, input: guest.input, maxSteps: null, mainName: "", listed: true };
    const machine = sp1Machine(request, readElf(guest.elf), model);
    while (!machine.done) machine.run(1_000_000);
    const run = machine.result(false);
    const out: string[] = [];
    const same = (what: string, ours: unknown, theirs: unknown): void => {
      const [a, b] = [JSON.stringify(ours) ?? "nothing", JSON.stringify(theirs) ?? "nothing"];
      if (a !== b) out.push(`${guest.name}: ${what}: ${a.slice(0, 200)}, SP1 says ${b.slice(0, 200)}`);
    };
    // The host ends with the low byte of what the guest ends with.
    same("exit code", (run.exitCode ?? -1) % 256, ran.status);
    if (ran.status === 101) {
      if (out.length > 0) out.push(`    ${run.fault?.message ?? "no fault"} / ${ran.stderr.slice(-300)}`);
      return out;
    }
    const report = JSON.parse(readFileSync(file("report.json"), "utf8")) as Report;
    same("exit code of the guest", run.exitCode, report.exit_code % 2 ** 32);
    const counted = (from: Readonly<Record<string, number>>): [string, number][] =>
      Object.entries(from)
        .filter(([, n]) => n > 0)
        .map(([name, n]): [string, number] => [name.toLowerCase(), n])
        .sort(([a], [b]) => (a < b ? -1 : 1));
    const ours = (kind: string): [string, number][] =>
      run.opcodes
        .filter((row) => row.kind === kind)
        .map((row): [string, number] => [row.name, row.count ?? 0])
        .sort(([a], [b]) => (a < b ? -1 : 1));
    same("opcodes", ours("base"), counted(report.opcode_counts));
    same("syscalls", ours("precompile"), counted(report.syscall_counts));
    same("gas", run.totals["gasRaw"], report.gas);
    const clk = /^clk: ?(\d+)$/m.exec(ran.stdout)?.[1];
    if (clk !== undefined) same("clk", run.totals["clk"], Number(clk));
    same("public values", run.output.publicHex, readFileSync(file("values")).toString("hex"));
    for (const [label, total] of Object.entries(report.cycle_tracker)) {
      const tag = run.tags.find(({ name }) => name === safeName(label));
      same(`tracker ${label}`, [tag?.total, tag?.calls], [total, report.invocation_tracker[label]]);
    }
    const printed = ran.stderr.split("\n").flatMap((line) => /^stdout: ?([^]*)$/.exec(line)?.[1] ?? []);
    same("text", run.output.text ?? "", printed.length === 0 ? "" : `${printed.join("\n")}\n`);
    const stacks = machine.stacks()!;
    const { name, self, total } = treeFunctions(stacks.tree, "cycles");
    const folded = foldTrace(JSON.parse(readFileSync(file("trace.json"), "utf8")) as Trace);
    same("cycles without a stack", stacks.withoutStack, folded.withoutStack);
    const rows = name
      .map((text, i) => [text, self[i]!, total[i]!] as const)
      .filter(([, , all]) => all > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    same("stacks", rows, folded.rows);
    return out;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Self and inclusive weight by name, and the samples without a stack. */
function foldTrace({ threads: [thread] }: Trace): {
  rows: (readonly [string, number, number])[];
  withoutStack: number;
} {
  const own = new Map<string, number>();
  const all = new Map<string, number>();
  const add = (to: Map<string, number>, name: string): void => void to.set(name, (to.get(name) ?? 0) + 1);
  let withoutStack = 0;
  for (const [leaf] of thread.samples.data) {
    if (leaf === null) withoutStack++;
    const seen = new Set<string>();
    for (let at: number | null = leaf; at !== null; at = thread.stackTable.data[at]![0]) {
      const name = thread.stringTable[thread.frameTable.data[thread.stackTable.data[at]![1]]![0]]!;
      if (at === leaf) add(own, name);
      if (!seen.has(name)) add(all, name);
      seen.add(name);
    }
  }
  return {
    rows: [...all]
      .map(([name, total]) => [name, own.get(name) ?? 0, total] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    withoutStack,
  };
}
