import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A guest with what the emulator is known to say of it. */
export interface EngineCase {
  readonly name: string;
  readonly elf: string;
  readonly args: readonly string[];
  readonly expected: Expected;
}

export interface Expected {
  readonly exitCode: number;
  readonly status: string;
  readonly steps: number | null;
  readonly cost: Readonly<Record<string, number>> | null;
  readonly opcodes: Readonly<Record<string, Count>> | null;
  readonly precompiles: Readonly<Record<string, Count>> | null;
  readonly frops: Readonly<Record<string, Count>> | null;
  readonly functions: readonly Readonly<Record<string, unknown>>[] | null;
  readonly callstackDisabled: boolean | null;
  readonly outputHex: string | null;
}

interface Count {
  readonly count: number;
  readonly cost: number;
}

/** Every guest folder below `root` with an ELF and an expected.json, and the failing guests of an `errors` folder. */
export function casesBelow(root: string, label: string): EngineCase[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.name === "expected.json")
    .map((entry) => entry.parentPath)
    .sort()
    .flatMap((folder) => casesOf(folder, `${label}/${path.relative(root, folder)}`));
}

function casesOf(folder: string, name: string): EngineCase[] {
  const expected: unknown = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8"));
  if (Array.isArray(expected)) return expected.flatMap((row) => errorCase(folder, name, row as ErrorRow));
  // The same program with another input stands in a folder of its own, without the program.
  const elf = firstFile([folder, path.dirname(folder)], ["guest.elf", "guest.elf.gz"]);
  // Recorded with an emulator that was built with other features.
  if (elf === null || /compressed_build/.test(folder)) return [];
  const row = expected as Record<string, unknown>;
  const input = path.join(folder, "input.bin");
  const exitCode = Number(row["exit_code"] ?? 0);
  return [
    {
      name,
      elf,
      args: existsSync(input) ? ["--input", input] : [],
      expected: {
        exitCode,
        status: exitCode === 0 ? "ok" : "guest-error",
        steps: (row["steps"] as number | undefined) ?? null,
        cost: (row["cost"] as Expected["cost"]) ?? null,
        opcodes: (row["opcodes"] as Expected["opcodes"]) ?? null,
        precompiles: (row["precompiles"] as Expected["precompiles"]) ?? null,
        frops: (row["frops"] as Expected["frops"]) ?? null,
        functions:
          row["callstack_disabled"] === true ? null : ((row["functions"] as Expected["functions"]) ?? null),
        callstackDisabled: row["steps"] === undefined ? null : row["callstack_disabled"] === true,
        outputHex: exitCode === 0 ? ((row["output_hex"] as string | undefined) ?? null) : null,
      },
    },
  ];
}

interface ErrorRow {
  readonly case: number;
  readonly elf: string;
  readonly what: string;
  readonly stats: { readonly exit: number; readonly steps: number | null; readonly report_printed: boolean };
}

function errorCase(folder: string, name: string, row: ErrorRow): EngineCase[] {
  const elf = firstFile([folder], [row.elf, `${row.elf}.gz`]);
  if (elf === null) return [];
  const cap = /cap of (\d+) steps/.exec(row.what)?.[1];
  const input = path.join(folder, "input.bin");
  return [
    {
      name: `${name}/${row.elf} (${row.what})`,
      elf,
      args: [
        ...(cap === undefined ? [] : ["--max-steps", cap]),
        ...(existsSync(input) ? ["--input", input] : []),
      ],
      expected: {
        exitCode: row.stats.exit,
        status: cap === undefined ? "guest-error" : "step-limit",
        steps: row.stats.report_printed ? row.stats.steps : null,
        cost: null,
        opcodes: null,
        precompiles: null,
        frops: null,
        functions: null,
        callstackDisabled: null,
        outputHex: null,
      },
    },
  ];
}

function firstFile(folders: readonly string[], names: readonly string[]): string | null {
  for (const folder of folders)
    for (const name of names) if (existsSync(path.join(folder, name))) return path.join(folder, name);
  return null;
}
