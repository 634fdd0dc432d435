import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { CycleLensError } from "../../src/core/errors";
import { assemble } from "../../src/core/importers/assemble";
import { importFile } from "../verify/sample";
import { attributed, runGuest } from "../verify/engineGuest";
import { figuresOf, ownFigures, panicExit, type ToolFigures } from "./edges/figures";
import { randomGuest } from "./randomGuest";

/** A guest for both engines. */
export interface ToolGuest {
  readonly name: string;
  readonly elf: Uint8Array;
  readonly input?: Uint8Array;
  readonly maxSteps?: number;
  /** Where the tool's own result is undefined, or differs from run to run: how the embedded engine ends instead. */
  readonly tells?: RegExp;
}

/** Columns of totals: the same for every guest. */
const totals = "steps main opcodes precompiles memory variable base total frops".split(" ");

/** Random guests in the embedded engine and in the real one: every total, opcode, memory class and register. */
export function againstTool(ziskemu: string, seeds: readonly number[]): Promise<string[]> {
  return guestsAgainstTool(
    ziskemu,
    seeds.map((seed) => ({ name: `seed ${String(seed)}`, elf: randomGuest(seed) })),
  );
}

/** Guests in both engines: how they end, and every figure where the tool prints any. */
export async function guestsAgainstTool(ziskemu: string, guests: readonly ToolGuest[]): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-random-"));
  const problems: string[] = [];
  try {
    for (const guest of guests)
      problems.push(
        ...differences(guest, guest.tells === undefined ? await toolFigures(ziskemu, guest, folder) : null),
      );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return problems;
}

function differences(guest: ToolGuest, real: ToolFigures | null): string[] {
  const { name, elf, input = new Uint8Array(0), maxSteps = null } = guest;
  let own: ReturnType<typeof runGuest>;
  try {
    own = runGuest(elf, input, "main", maxSteps);
  } catch (error) {
    // What the tool does not load, the embedded engine does not either.
    if (CycleLensError.is(error) && (real?.exitCode === panicExit || real?.exitCode === 1)) return [];
    return [`${name}: ${String(error)}; the tool ends with ${String(real?.exitCode)}`];
  }
  const { run, profile } = own;
  const problems = attributed(run, profile).map((text) => `${name}: ${text}`);
  if (real === null) {
    if (!guest.tells!.test(run.fault?.message ?? ""))
      problems.push(`${name}: ${run.fault?.message ?? "no fault"}`);
    return problems;
  }
  const { exitCode, figures } = ownFigures(run);
  const same = (what: string, got: unknown, wanted: unknown): void => {
    if (JSON.stringify(got) !== JSON.stringify(wanted))
      problems.push(`${name}, ${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
  };
  same(`exit code (${run.fault?.message ?? "no fault"})`, exitCode, real.exitCode);
  if (problems.length === 0 && figures !== null)
    for (const [what, value] of Object.entries(figures)) same(what, value, real.figures?.[what]);
  return problems;
}

/** Runs a guest in the real tool, with files in a folder of its own. */
export async function toolFigures(
  ziskemu: string,
  { elf, input, maxSteps }: ToolGuest,
  folder: string,
): Promise<ToolFigures> {
  const file = (name: string): string => path.join(folder, name);
  for (const name of ["stats.csv", "output.bin"]) await rm(file(name), { force: true });
  await writeFile(file("guest.elf"), elf);
  const argv = ["-e", file("guest.elf"), "-X", "--save-stats", file("stats.csv"), "-o", file("output.bin")];
  if (input !== undefined) {
    await writeFile(file("input.bin"), input);
    argv.push("-i", file("input.bin"));
  }
  if (maxSteps !== undefined) argv.push("-n", String(maxSteps));
  let exitCode = 0;
  const env = { ...process.env, RUST_BACKTRACE: "0" };
  const { stdout } = await promisify(execFile)(ziskemu, argv, { env, maxBuffer: 2 ** 28 }).catch(
    (error: unknown) => {
      const ended = error as { stdout?: string; code?: unknown };
      exitCode = typeof ended.code === "number" ? ended.code : -1;
      return { stdout: String(ended.stdout) };
    },
  );
  if (!existsSync(file("stats.csv"))) return { exitCode, figures: null };
  await writeFile(file("report.txt"), stdout);
  const told = assemble(
    await Promise.all(["report.txt", "stats.csv"].map((name) => importFile(file(name)))),
    null,
  );
  const publicHex =
    exitCode === 0 && existsSync(file("output.bin"))
      ? (await readFile(file("output.bin"))).toString("hex")
      : null;
  return { exitCode, figures: figuresOf(told, totals, publicHex) };
}
