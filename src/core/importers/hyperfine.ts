import { spreadOf, welch } from "../analysis/welch";
import type { Spread } from "../analysis/welch";
import { CycleLensError, throwIfCancelled } from "../errors";
import { emptyProfile } from "../profile/builder";
import type { Benchmark, BenchmarkChange, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import type { ByteSource, ImportContext, Importer } from "./artefact";
import { parametersOf } from "./hyperfineParameters";
import { FloatColumn } from "./scan/floatColumn";
import { JsonScanner } from "./scan/scanner";
import { array, number, numbers, object, text } from "./scan/shape";
import type { Shape } from "./scan/shape";

/** A file of more bytes is none of hyperfine: a run takes about 30. */
const maxBytes = 64 * 1024 * 1024;
const latin1 = new TextDecoder("latin1");
const level = 0.05;

/**
 * hyperfine's `--export-json`: each command's runs with mean, deviation and exit codes, and whether its mean differs from
 * the first command's by Welch's test. No functions and no lines: commands are `benchmarks` and, as sums, `tags`.
 */
export const hyperfine: Importer = {
  format: "hyperfine",

  detect(head) {
    const start = latin1.decode(head);
    return (
      /^(?:\u00ef\u00bb\u00bf)?\s*\{\s*"results"\s*:\s*\[/.test(start) &&
      start.includes('"command"') &&
      /"(?:mean|times|stddev)"/.test(start)
    );
  },

  async import(source, context) {
    const results = new Results();
    const scanner = new JsonScanner(results.shape);
    const bytes = await readWhole(source, context);
    scanner.feed(bytes);
    scanner.finish();
    const complete = scanner.complete;
    return {
      format: "hyperfine",
      variant: null,
      file: source.name,
      profile: results.profile(source.name, complete, complete ? parametersOf(bytes) : []),
      warnings: [],
    };
  },
};

interface Row {
  command: string;
  mean: number;
  stddev: number;
  median: number;
  user: number;
  system: number;
  min: number;
  max: number;
  readonly times: FloatColumn;
  readonly codes: FloatColumn;
  memory: number;
  whole: boolean;
}

class Results {
  private readonly rows: Row[] = [];

  readonly shape: Shape = object({
    results: array(
      object(
        {
          command: text((command) => (this.row.command = safeName(command))),
          mean: number((seconds) => (this.row.mean = seconds)),
          stddev: number((seconds) => (this.row.stddev = seconds)),
          median: number((seconds) => (this.row.median = seconds)),
          user: number((seconds) => (this.row.user = seconds)),
          system: number((seconds) => (this.row.system = seconds)),
          min: number((seconds) => (this.row.min = seconds)),
          max: number((seconds) => (this.row.max = seconds)),
          times: numbers((batch, count) => this.row.times.append(batch, count), {
            begin: () => this.row.times.clear(),
          }),
          exit_codes: numbers((batch, count) => this.row.codes.append(batch, count), {
            begin: () => this.row.codes.clear(),
          }),
          memory_usage_byte: numbers((batch, count) => {
            for (let k = 0; k < count; k++) if (batch[k]! > this.row.memory) this.row.memory = batch[k]!;
          }),
        },
        {
          begin: () => this.rows.push(newRow()),
          end: () => (this.row.whole = true),
        },
      ),
    ),
  });

  profile(file: string, complete: boolean, parameters: readonly Benchmark["parameters"][]): Profile {
    const rows = this.rows.filter((row) => row.whole || row.times.length > 0);
    const measured = rows.flatMap((row, i) => measuredOf(row, parameters[i] ?? []) ?? []);
    const [first] = measured;
    if (first === undefined)
      throw new CycleLensError(
        "bad-input",
        `${file} holds no timed command`,
        "make it again with hyperfine --export-json FILE COMMAND…",
      );
    const benchmarks = measured.map(({ benchmark, spread }, i) =>
      i === 0 ? benchmark : { ...benchmark, against: changeOf(first, { benchmark, spread }) },
    );
    const warnings = benchmarks
      .filter(({ failures }) => failures > 0)
      .map(
        ({ command, failures, runs }) =>
          `${failures} of ${runs} runs of "${command.slice(0, 200)}" did not end with exit code 0`,
      );
    if (measured.length < rows.length)
      warnings.push(`${rows.length - measured.length} commands have no time and were left out`);
    return {
      ...emptyProfile("hyperfine"),
      source: { format: "hyperfine", variant: null, files: [file] },
      engine: { name: "hyperfine", version: null },
      outcome: complete
        ? { status: "ok", message: null }
        : { status: "truncated", message: "the hyperfine file is cut off" },
      metrics: [{ id: "ns", unit: "ns" }],
      benchmarks,
      tags: benchmarks.map(({ command, runs, mean, min, max }) => ({
        name: command,
        metric: "ns",
        calls: runs,
        total: Math.round(mean * runs),
        min,
        max,
      })),
      warnings,
    };
  }

  private get row(): Row {
    return this.rows.at(-1)!;
  }
}

interface Measured {
  readonly benchmark: Benchmark;
  readonly spread: Spread;
}

/** Seconds → nanoseconds; null where the file has no such number. */
function nanoseconds(seconds: number): number | null {
  const value = Math.round(seconds * 1e9);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : null;
}

function measuredOf(row: Row, parameters: Benchmark["parameters"]): Measured | null {
  const times = row.times.rows.filter((time) => time >= 0 && time <= 9e6);
  // Without the single runs hyperfine's own figures must do: then no test is possible.
  const spread = times.length > 0 ? spreadOf(times) : { runs: 0, mean: row.mean, stddev: row.stddev };
  const mean = nanoseconds(spread.mean);
  if (mean === null) return null;
  const sorted = times.slice().sort();
  const middle = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  const codes = row.codes.rows;
  return {
    spread,
    benchmark: {
      command: row.command === "" ? "[no command]" : row.command,
      parameters,
      runs: times.length,
      mean,
      stddev: nanoseconds(spread.stddev),
      median: nanoseconds(times.length > 0 ? middle : row.median),
      min: nanoseconds(times.length > 0 ? sorted[0]! : row.min),
      max: nanoseconds(times.length > 0 ? sorted.at(-1)! : row.max),
      user: nanoseconds(row.user),
      system: nanoseconds(row.system),
      // A run that a signal ended has no code.
      failures: codes.reduce((sum, code) => sum + (code === 0 ? 0 : 1), 0),
      memory: row.memory > 0 && row.memory <= Number.MAX_SAFE_INTEGER ? row.memory : null,
      against: null,
    },
  };
}

function changeOf(first: Measured, second: Measured): BenchmarkChange | null {
  const test = welch(first.spread, second.spread);
  if (test === null || !(first.spread.mean > 0)) return null;
  return {
    command: first.benchmark.command,
    ratio: second.spread.mean / first.spread.mean,
    low: Math.round(test.low * 1e9),
    high: Math.round(test.high * 1e9),
    p: test.p,
    significant: test.p < level,
  };
}

function newRow(): Row {
  return {
    command: "",
    mean: NaN,
    stddev: NaN,
    median: NaN,
    user: NaN,
    system: NaN,
    min: NaN,
    max: NaN,
    times: new FloatColumn(),
    codes: new FloatColumn(),
    memory: 0,
    whole: false,
  };
}

async function readWhole(source: ByteSource, context: ImportContext): Promise<Uint8Array> {
  let bytes = new Uint8Array(Math.min(source.sizeBytes ?? 65536, maxBytes));
  let length = 0;
  for await (const chunk of source.chunks()) {
    throwIfCancelled(context.signal);
    if (length + chunk.length > maxBytes)
      throw new CycleLensError(
        "too-large",
        `${source.name} holds more than 64 MB`,
        "time fewer commands a file",
      );
    if (length + chunk.length > bytes.length) {
      const grown = new Uint8Array(Math.max(2 * bytes.length, length + chunk.length));
      grown.set(bytes.subarray(0, length));
      bytes = grown;
    }
    bytes.set(chunk, length);
    length += chunk.length;
    context.progress?.(length, source.sizeBytes);
  }
  return bytes.subarray(0, length);
}
