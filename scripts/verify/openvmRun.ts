import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { commandLine } from "../../src/cli/commandLine";
import type { OpenvmCase } from "./openvmCases";
import { nudged } from "./openvmChance";
import { compareText } from "./openvmCompare";

/** One file of a case. */
export interface OpenvmRow {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly lines: number;
  /** Lines that the tool leaves to chance: rows of equal rank, the last figure of a sum. */
  readonly byChance: number;
  readonly problems: readonly string[];
}

/** Runs a case's command line on copies of its files and compares all that was written. */
export async function runOpenvmCase(one: OpenvmCase): Promise<readonly OpenvmRow[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens-openvm-"));
  const couldBe = chances(one);
  try {
    copyInputs(one, folder, (text) => text);
    const { code, stdout, stderr } = await run(["--openvm-version", one.version, ...one.argv], folder);
    const row = (file: string, lines: number, byChance: number, problems: readonly string[]): OpenvmRow => ({
      name: one.name,
      version: one.version,
      file,
      lines,
      byChance,
      problems,
    });
    if (one.refused) {
      const named = code === 2 && stderr.includes(one.version);
      return [row("(refused by name)", 1, 0, named ? [] : [`exit code ${String(code)}: ${stderr}`])];
    }
    const rows: OpenvmRow[] = [];
    if (code !== one.code)
      rows.push(row("(exit code)", 0, 0, [`${String(code)}, not ${String(one.code)}: ${stderr}`]));
    else if (code !== 0) {
      const clear = /^cyclelens: [^\n]+ — [^\n]+\n$/.test(stderr);
      rows.push(row(`(exit code ${String(code)})`, 1, 0, clear ? [] : [stderr]));
    }
    const wanted = readdirSync(one.expected).filter((file) => !/^std|^bencher\.raw/.test(file));
    for (const file of wanted) {
      const expected = readFileSync(path.join(one.expected, file), "utf8");
      const written = read(path.join(folder, file));
      const { byChance, problems } = await compareText(file, written ?? "", expected, () => couldBe(file));
      rows.push(
        row(
          file,
          expected.split("\n").length - 1,
          byChance,
          written === null ? ["was not written"] : problems,
        ),
      );
    }
    const extra = readdirSync(folder).filter((file) => /\.md$|\.svg$/.test(file) && !wanted.includes(file));
    if (extra.length > 0) rows.push(row("(more)", 0, 0, extra));
    // The summary follows some lines of the tool's own debugging.
    const printed = readFileSync(path.join(one.expected, "stdout.txt"), "utf8");
    const start = printed.indexOf("| group |");
    if (start >= 0) {
      const { byChance, problems } = await compareText("summary.md", stdout, printed.slice(start), () =>
        couldBe(""),
      );
      rows.push(row("(summary)", printed.slice(start).split("\n").length - 1, byChance, problems));
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const nudges = 24;

/** What else the tool could have written, as `INDEX:LINE` by file (`""` is standard output); made when it is asked for. */
function chances(one: OpenvmCase): (file: string) => Promise<ReadonlySet<string>> {
  let known: Map<string, Set<string>> | null = null;
  return async (file) => {
    known ??= await nudgedLines(one);
    return known.get(file) ?? new Set();
  };
}

async function nudgedLines(one: OpenvmCase): Promise<Map<string, Set<string>>> {
  const known = new Map<string, Set<string>>();
  for (let seed = 1; seed <= nudges; seed++) {
    const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens-openvm-"));
    try {
      copyInputs(one, folder, (text) => nudged(text, seed));
      const { stdout } = await run(["--openvm-version", one.version, ...one.argv], folder);
      const names = readdirSync(folder).filter((file) => /\.md$|\.svg$/.test(file));
      const texts = names.map((file) => [file, readFileSync(path.join(folder, file), "utf8")] as const);
      for (const [file, text] of [...texts, ["", stdout] as const]) {
        const lines = known.get(file) ?? new Set<string>();
        text.split("\n").forEach((line, i) => lines.add(`${String(i)}:${line}`));
        known.set(file, lines);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return known;
}

function copyInputs(one: OpenvmCase, folder: string, change: (text: string) => string): void {
  for (const file of readdirSync(one.inputs))
    if (file.endsWith(".json") && file !== "META.json" && file !== "PAIRS.json")
      writeFileSync(path.join(folder, file), change(readFileSync(path.join(one.inputs, file), "utf8")));
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

async function run(
  argv: readonly string[],
  cwd: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const texts = ["", ""];
  const stream = (i: number): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        texts[i] += chunk.toString();
        done();
      },
    });
  const signal = new AbortController().signal;
  const io = { stdout: stream(0), stderr: stream(1), env: {}, cwd, signal };
  const code = await commandLine(["openvm", ...argv], io);
  return { code, stdout: texts[0]!, stderr: texts[1]! };
}
