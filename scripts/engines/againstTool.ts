import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { assemble } from "../../src/core/importers/assemble";
import { importFile } from "../verify/sample";
import { attributed, runGuest } from "../verify/engineGuest";
import { randomGuest } from "./randomGuest";

/** Random guests in the embedded engine and in the real one: every total, opcode, memory class and register. */
export function againstTool(ziskemu: string, seeds: readonly number[]): Promise<string[]> {
  return guestsAgainstTool(
    ziskemu,
    seeds.map((seed) => ({ name: `seed ${String(seed)}`, elf: randomGuest(seed) })),
  );
}

/** Guests without input in both engines; what they print is compared too. */
export async function guestsAgainstTool(
  ziskemu: string,
  guests: readonly { readonly name: string; readonly elf: Uint8Array }[],
): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-random-"));
  const problems: string[] = [];
  try {
    for (const { name: guest, elf } of guests) {
      const file = (name: string): string => path.join(folder, name);
      await writeFile(file("guest.elf"), elf);
      const argv = [
        "-e",
        file("guest.elf"),
        "-X",
        "--save-stats",
        file("stats.csv"),
        "-o",
        file("output.bin"),
      ];
      const { stdout } = await promisify(execFile)(ziskemu, argv).catch((error: unknown) => ({
        stdout: String((error as { stdout?: string }).stdout),
      }));
      await writeFile(file("report.txt"), stdout);
      const real = assemble(
        await Promise.all(["report.txt", "stats.csv"].map((f) => importFile(file(f)))),
        null,
      );
      const { run, profile } = runGuest(elf, new Uint8Array(0), "main");
      const same = (what: string, got: unknown, wanted: unknown): void => {
        if (JSON.stringify(got) !== JSON.stringify(wanted))
          problems.push(`${guest}, ${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
      };
      const byName = <T extends { readonly name: string }>(rows: readonly T[]): T[] =>
        [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const [key, value] of Object.entries(run.totals)) same(key, value, real.totals[key]);
      same("opcodes", byName(run.opcodes), byName(real.opcodes));
      same("memory", run.memory, real.memory);
      same("printed text", run.output.text ?? "", real.output.text ?? "");
      same("rom", run.usage.rom, real.usage.rom);
      const output = await readFile(file("output.bin"));
      same("output", run.output.publicHex, output.toString("hex"));
      problems.push(...attributed(run, profile).map((text) => `${guest}: ${text}`));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return problems;
}
