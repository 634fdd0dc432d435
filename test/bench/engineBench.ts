import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { installZiskemu } from "../../scripts/engines/install";
import { cacheFolder as sp1HostFolder } from "../../scripts/sp1/host";
import type { Bench, BenchOptions, BenchRow } from "./bench";
import { cancelRow } from "./cancelRow";
import { run, times, type Ran } from "./timedProcess";

const shared = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/zisk/v1.4");
const cli = path.resolve("dist/cli.js");

/** Whole processes of the product's command line against the real emulator, in the same run. */
export const engineBench: Bench = async (options) => {
  const installed = installZiskemu();
  const missing = !existsSync(shared)
    ? `${shared} is not there`
    : "why" in installed
      ? `ziskemu: ${installed.why}`
      : null;
  if (missing !== null || "why" in installed)
    return [
      { work: "embedded engine", against: "ziskemu", ratio: null, detail: `not run: ${missing ?? ""}` },
    ];
  const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens-bench-"));
  try {
    const guests = new Guests(folder, installed.program);
    return [
      ...(await marginalRows(guests, options)),
      ...(await wholeRows(guests, options)),
      ...(await memoryRows(guests, options)),
      await guests.cancel("modexp", rounds(40_000)),
      ...(await sp1Rows(folder, options)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Runs guests by either program; everything is collected and written. */
class Guests {
  constructor(
    private readonly folder: string,
    private readonly ziskemu: string,
  ) {}

  /** A guest of the shared data, unpacked. */
  elf(name: string): string {
    const file = path.join(this.folder, `${name}.elf`);
    if (!existsSync(file))
      writeFileSync(file, gunzipSync(readFileSync(path.join(shared, name, "guest.elf.gz"))));
    return file;
  }

  input(name: string, bytes: Uint8Array): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, bytes);
    return file;
  }

  /** `isCold`: as in a first run on a machine, without the code that was kept of earlier ones. */
  ours(elf: string, input: string, isCold = false): Promise<Ran> {
    const output = ["--json", "-o", path.join(this.folder, "ours.json")];
    const args = [cli, "profile", elf, "--engine", "embedded", "--input", input, ...output];
    return run(process.execPath, args, isCold ? { NODE_DISABLE_COMPILE_CACHE: "1" } : {});
  }

  full(elf: string, input: string): Promise<Ran> {
    const out = (name: string): string => path.join(this.folder, name);
    return run(this.ziskemu, [
      ...["-e", elf, "-i", input, "-X", "-S", "-D"],
      ...["--profiler-output", out("theirs.json.gz"), "--disasm", out("theirs.txt")],
    ]);
  }

  steps(elf: string, input: string): Promise<Ran> {
    return run(this.ziskemu, ["-e", elf, "-i", input, "--steps"]);
  }

  cancel(name: string, input: Uint8Array): Promise<BenchRow> {
    const file = this.input("long.bin", input);
    return cancelRow(cli, this.elf(name), file, path.join(this.folder, "cancelled.json"));
  }

  profiler(elf: string, input: string): Promise<Ran> {
    const out = path.join(this.folder, "theirs.json.gz");
    return run(this.ziskemu, ["-e", elf, "-i", input, "-X", "-S", "-D", "--profiler-output", out]);
  }
}

/** Inputs of `modexp` for about 20, 100 and 180 M steps: how wide its numbers are, and how often it repeats. */
function rounds(count: number, bits = 1024): Uint8Array {
  const given = readFileSync(path.join(shared, "modexp", "input.bin"));
  const head = Buffer.alloc(16);
  // The record's length; bits and rounds as varints of two bytes.
  head.writeUInt8(6, 0);
  head.set([0xfb, bits & 0xff, bits >> 8, 0xfb, count & 0xff, count >> 8], 8);
  return Buffer.concat([head, given.subarray(16)]);
}

const stepsByRounds = { 40: 20.2, 366: 100.3, 692: 180.5 } as const;
/** Of 64 bits and no round. */
const startUpSteps = 0.07;

async function marginalRows(guests: Guests, options: BenchOptions): Promise<BenchRow[]> {
  const elf = guests.elf("modexp");
  const small = guests.input("small.bin", rounds(40));
  const large = guests.input("large.bin", rounds(options.smoke ? 80 : 366));
  const larger = guests.input("larger.bin", rounds(options.smoke ? 120 : 692));
  const none = guests.input("none.bin", rounds(0, 64));
  const start = await times(options, () => guests.ours(elf, none));
  const ours = await times(options, () => guests.ours(elf, small));
  const oursLarge = await times(options, () => guests.ours(elf, large));
  const oursLarger = await times(options, () => guests.ours(elf, larger));
  const full = await times(options, () => guests.full(elf, small));
  const fullLarge = await times(options, () => guests.full(elf, large));
  const steps = await times(options, () => guests.steps(elf, small));
  const stepsLarge = await times(options, () => guests.steps(elf, large));
  const proportion = (stepsByRounds[366] - startUpSteps) / (stepsByRounds[40] - startUpSteps);
  const millions = stepsByRounds[366] - stepsByRounds[40];
  const rate = (from: Ran, to: Ran): number => (1000 * millions) / (to.ms - from.ms);
  const work = "engine, marginal rate of modexp (functions, call tree, lines, opcodes, memory)";
  const measured = `${rate(ours, oursLarge).toFixed(0)} Msteps/s`;
  return [
    {
      work,
      against: "ziskemu -X -S -D --profiler-output --disasm",
      ratio: rate(ours, oursLarge) / rate(full, fullLarge),
      atLeast: 6,
      detail: `${measured}, ${rate(full, fullLarge).toFixed(1)} Msteps/s`,
    },
    {
      work: "engine, marginal rate of modexp (the same: totals are not faster alone)",
      against: "ziskemu --steps",
      ratio: rate(ours, oursLarge) / rate(steps, stepsLarge),
      atLeast: 3,
      detail: `${measured}, ${rate(steps, stepsLarge).toFixed(0)} Msteps/s`,
    },
    {
      work: "engine, start-up: whole process of modexp with 0.07 M steps",
      against: "the same of 20 M steps",
      ratio: start.ms / ours.ms,
      detail: `${start.ms.toFixed(0)} ms (CPU ${start.cpuMs.toFixed(0)}), ${ours.ms.toFixed(0)} ms`,
    },
    {
      work: "engine, time of modexp from 20 to 100 M steps, both without start-up",
      against: "proportional to the steps",
      ratio: (oursLarge.ms - start.ms) / (ours.ms - start.ms) / proportion,
      atMost: 1.1,
      detail: `${(ours.ms - start.ms).toFixed(0)} ms, ${(oursLarge.ms - start.ms).toFixed(0)} ms; ${proportion.toFixed(2)} times the steps`,
    },
    {
      work: "engine, marginal time of modexp from 100 to 180 M steps (not required: V8 still optimises in the first 20 M)",
      against: "from 20 to 100 M steps",
      ratio: (oursLarger.ms - oursLarge.ms) / (oursLarge.ms - ours.ms),
      detail: `${(oursLarger.ms - oursLarge.ms).toFixed(0)} ms, ${(oursLarge.ms - ours.ms).toFixed(0)} ms`,
    },
  ];
}

async function wholeRows(guests: Guests, options: BenchOptions): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, atMost] of [
    ["hash", 2.5],
    ["evm", 1],
  ] as const) {
    const elf = guests.elf(name);
    const input = path.join(shared, name, "input.bin");
    // Code of the command line is kept from the second run on.
    for (let i = 0; i < 2; i++) await guests.ours(elf, input);
    const ours = await times(options, () => guests.ours(elf, input));
    const cold = await times(options, () => guests.ours(elf, input, true));
    const theirs = await times(options, () => guests.full(elf, input));
    rows.push({
      work: `engine, whole process of ${name}`,
      against: "ziskemu -X -S -D --profiler-output --disasm",
      ratio: ours.ms / theirs.ms,
      atMost,
      detail: `${ours.ms.toFixed(0)} ms (CPU ${ours.cpuMs.toFixed(0)}), ${theirs.ms.toFixed(0)} ms (CPU ${theirs.cpuMs.toFixed(0)}); a first run ${cold.ms.toFixed(0)} ms (CPU ${cold.cpuMs.toFixed(0)})`,
    });
  }
  return rows;
}

/** A guest of our own that calls and returns every few steps: ziskemu keeps every call. */
async function memoryRows(guests: Guests, options: BenchOptions): Promise<BenchRow[]> {
  const elf = path.resolve("test/fixtures/engine/vm.elf");
  if (!existsSync(elf)) return [];
  const input = guests.input("vm.bin", vmInput(options.smoke ? 3 : 4200));
  const ours = await times({ ...options, rounds: 1 }, () => guests.ours(elf, input));
  const theirs = await times({ ...options, rounds: 1 }, () => guests.profiler(elf, input));
  return [
    {
      work: "engine, peak memory of a bytecode machine with a call or return every 10 to 20 steps",
      against: "ziskemu -X -S -D --profiler-output",
      ratio: theirs.peakMb / ours.peakMb,
      atLeast: 4,
      detail: `${ours.peakMb.toFixed(0)} MB in ${ours.ms.toFixed(0)} ms, ${theirs.peakMb.toFixed(0)} MB in ${theirs.ms.toFixed(0)} ms`,
    },
  ];
}

/** SP1: whole processes against its own executor, which writes a trace of every cycle; never against recorded times. */
async function sp1Rows(folder: string, options: BenchOptions): Promise<BenchRow[]> {
  const guest = path.resolve(shared, "../../sp1/sha2-k256");
  const host = path.join(sp1HostFolder(false), "target/release/sp1-trace-host");
  const work = "engine, SP1 guest of 10.8 M cycles (sha2, k256), lines and call tree";
  const against = "SP1 6.10 with TRACE_FILE, every cycle";
  if (!existsSync(guest) || !existsSync(host)) {
    const missing = existsSync(guest) ? "npm run test:sp1 builds the host" : `${guest} is not there`;
    return [{ work, against, ratio: null, detail: `not run: ${missing}` }];
  }
  const elf = path.join(folder, "sp1.elf");
  writeFileSync(elf, gunzipSync(readFileSync(path.join(guest, "guest.elf.gz"))));
  const input = readFileSync(path.join(guest, "args.txt"), "utf8")
    .trim()
    .split("\n")
    .map((word) => (word.startsWith("input/") ? path.join(guest, word) : word));
  const trace = path.join(folder, "trace.json");
  const once = { ...options, rounds: options.smoke ? 1 : options.rounds };
  const ours = await times(once, () =>
    run(process.execPath, [
      ...[cli, "profile", elf, "--machine", "sp1", "--engine", "embedded", ...input],
      ...["--json", "-o", path.join(folder, "sp1.json")],
    ]),
  );
  const traced = await times(once, () =>
    run(host, [elf, ...input], { TRACE_FILE: trace, TRACE_SAMPLE_RATE: "1" }),
  );
  const plain = await times(once, () => run(host, [elf, ...input, "--no-gas"]));
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  return [
    {
      work: `${work}: time`,
      against,
      ratio: traced.ms / ours.ms,
      atLeast: 15,
      detail: `${seconds(ours.ms)}, ${seconds(traced.ms)}`,
    },
    {
      work: `${work}: CPU time`,
      against,
      ratio: traced.cpuMs / ours.cpuMs,
      atLeast: 3,
      detail: `${seconds(ours.cpuMs)}, ${seconds(traced.cpuMs)}`,
    },
    {
      work: `${work}: time`,
      against: "SP1 6.10 without trace or gas",
      ratio: plain.ms / ours.ms,
      detail: `${seconds(ours.ms)}, ${seconds(plain.ms)}`,
    },
  ];
}

function vmInput(loops: number): Uint8Array {
  const record = Buffer.alloc(16);
  record.writeUInt8(8, 0);
  record.writeUInt32LE(loops, 8);
  return record;
}
