import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { assemble } from "../../src/core/importers/assemble";
import { importPart } from "../../src/core/importers/detect";
import type { ByteSource } from "../../src/core/importers/artefact";
import type { Sp1Row } from "./sp1Guest";

/** What each recorded failure means: outcome, and a part of its message or of a warning. Written by hand from the logs. */
const meanings: Readonly<Record<string, readonly [status: string, text: string | null]>> = {
  "elf-empty": ["guest-error", "the ELF is empty or cut off"],
  "elf-missing": ["truncated", "did not find the ELF nofile.elf"],
  "elf-rv32-old-guest": ["guest-error", "32-bit guest of SP1 3 to 5"],
  "elf-stripped": ["ok", "no symbol `main`"],
  "elf-truncated-4k": ["guest-error", "the ELF is empty or cut off"],
  "elf-x86": ["guest-error", "no RISC-V program"],
  "guest-address-too-high": ["guest-error", "beyond 2^40"],
  "guest-bad-bincode": ["guest-error", "exit code 3"],
  "guest-ebreak": ["guest-error", "does not have (EBREAK)"],
  "guest-illegal-instruction": ["guest-error", "does not have (UNIMP)"],
  "guest-jump-outside": ["guest-error", "jumped outside"],
  "guest-misaligned-load": ["guest-error", "LD must be aligned to 8 bytes (addr=0x77ffffb4)"],
  "guest-missing-input": ["guest-error", "Tried to read from the input stream"],
  "guest-out-of-bounds": [
    "guest-error",
    "index out of bounds: the len is 3 but the index is 3399642386414862601",
  ],
  "guest-panic": ["guest-error", "panicked at panic-exit/src/main.rs:46:5: asked to fail: 1"],
  "guest-short-warning": ["ok", "77.89 % of the samples are in `main`: a false alarm"],
  "guest-unknown-syscall": ["guest-error", "syscall 127"],
  "no-profiling-illegal-instruction": ["guest-error", "at pc 2013283820"],
  "no-profiling-misaligned-load": ["guest-error", "ld at address 2013265844"],
  "no-profiling-trace-file": ["ok", null],
  "no-profiling-tracker": ["ok", "without SP1's feature `profiling`"],
  "no-profiling-unknown-syscall": ["guest-error", "syscall 127"],
  "rate-not-a-number": ["ok", "TRACE_SAMPLE_RATE=abc"],
  "rate-too-large": ["ok", "0.00 % of the samples"],
  "rate-zero": ["ok", "TRACE_SAMPLE_RATE=0 records nothing"],
  "sdk-cycle-limit-above": ["ok", null],
  "sdk-cycle-limit-below": ["step-limit", "cycle limit of 1000"],
  "sdk-cycle-limit-equal": ["step-limit", "cycle limit of 75417"],
  "sdk-cycle-limit-no-gas": ["ok", "calculate_gas(false)"],
  "sdk-elf-empty": ["guest-error", "the ELF is empty or cut off"],
  "sdk-elf-x86": ["guest-error", "no RISC-V program"],
  "sdk-guest-illegal-instruction": ["guest-error", "does not have (UNIMP)"],
  "sdk-guest-panic": ["guest-error", "asked to fail: 1"],
  "sdk-panic-no-gas": ["guest-error", "asked to fail: 1"],
  "sdk-trace-folder-missing": [
    "truncated",
    "could not create the file of TRACE_FILE (No such file or directory)",
  ],
  "trace-disk-full": ["truncated", "No space left on device"],
  "trace-file-empty-name": ["truncated", "could not create the file of TRACE_FILE"],
  "trace-file-is-folder": ["truncated", "Is a directory"],
  "trace-folder-missing": ["truncated", "could not create the file of TRACE_FILE"],
};

/** Every recorded failure, by the two streams alone as a runner keeps them. */
export async function checkSp1Errors(folder: string): Promise<Sp1Row[]> {
  const rows: Sp1Row[] = [];
  for (const file of readdirSync(folder).sort()) {
    const text = readFileSync(path.join(folder, file), "utf8");
    const [, stdout = "", stderr = ""] = /^# stdout:\n([^]*?)^# stderr:\n([^]*)$/m.exec(text) ?? [];
    const meaning = meanings[file.replace(/\.txt$/, "")];
    const problems: string[] = [];
    if (meaning === undefined) problems.push("no meaning is written down for this failure");
    else
      for (const [how, contents] of [
        ["streams apart", [stdout, stderr]],
        ["whole file", [text]],
      ] as const)
        problems.push(...(await compare(how, file, contents, meaning)));
    rows.push({ what: `errors/${file}`, cycles: null, functions: 0, nodes: 0, checks: 4, problems });
  }
  return rows;
}

async function compare(
  how: string,
  file: string,
  contents: readonly string[],
  [status, text]: readonly [string, string | null],
): Promise<string[]> {
  try {
    const parts = await Promise.all(
      contents.filter((content) => content !== "").map((content) => importPart(sourceOf(file, content))),
    );
    const profile = assemble(parts, null);
    const problems: string[] = [];
    if (profile.outcome.status !== status)
      problems.push(`${how}: outcome ${profile.outcome.status}, not ${status}`);
    const said = [profile.outcome.message ?? "", ...profile.warnings];
    if (text !== null && !said.some((line) => line.includes(text)))
      problems.push(`${how}: says ${JSON.stringify(said)}, not "${text}"`);
    return problems;
  } catch (error) {
    return [`${how}: ${String(error)}`];
  }
}

function sourceOf(name: string, text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    sizeBytes: bytes.length,
    async *chunks() {
      await Promise.resolve();
      yield bytes;
    },
  };
}
