import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compareProfiles } from "../../src/core/compare/compareProfiles";
import type { Comparison } from "../../src/core/compare/types";
import type { CallTree, FunctionTable, LineTable, Profile } from "../../src/core/profile/model";
import { median, randomFrom } from "./bench";
import type { Bench, BenchRow } from "./bench";

/** A comparison grows with what is compared, no faster: the work itself, and with every row of its answer read as well. */
export const compareBench: Bench = ({ smoke, rounds }) => {
  const [small, large] = smoke ? [100, 1000] : [10_000, 100_000];
  const [few, many] = [small, large].map(
    (functions) => [generate(functions, 1), generate(functions, 2)] as const,
  );
  const rows = ["compare two profiles", "compare and read every row of two profiles"].map(
    (work, at): BenchRow => {
      const isRead = at === 1;
      // Both sizes: what the compiler learns is no part of either.
      for (let i = 0; i < (smoke ? 1 : 3); i++) for (const pair of [few!, many!]) compareOnce(pair, isRead);
      const times: [number[], number[]] = [[], []];
      // Interleaved, so that a busy machine slows both.
      for (let round = 0; round < rounds; round++) {
        // As much work in ten times the pieces, whose answers are kept like the parts of the large one are: what lives costs
        // the collector more than what dies at once. Several in a row, for a collection of everything comes only after
        // so much memory: on whichever it falls, both sides have their share.
        settle(few!, isRead);
        times[0].push(meanOf(10 * inRow, few!, isRead));
        settle(few!, isRead);
        times[1].push(meanOf(inRow, many!, isRead));
      }
      const [fewMs, manyMs] = times.map(median);
      return {
        work: `${work} with ${large.toLocaleString("en-US")} functions`,
        against: `${small.toLocaleString("en-US")} functions`,
        ratio: manyMs! / fewMs!,
        atMost: 12,
        detail: `${manyMs!.toFixed(0)} ms of CPU against ${fewMs!.toFixed(0)} ms, median of ${String(rounds)}; as many lines and twice the nodes`,
      };
    },
  );
  return Promise.resolve(rows);
};

/** Large comparisons of one measurement. */
const inRow = 4;

/** Processor time of one of so many, which all live to the end. */
function meanOf(count: number, pair: readonly [Profile, Profile], isRead: boolean): number {
  const ran = Array.from({ length: count }, () => compareOnce(pair, isRead));
  return ran.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / count;
}

/**
 * Each measurement pays for what it leaves behind itself, not for what those before it did: a collection of that goes
 * through all four profiles of this bench, and would fall on either as chance has it. The code that it drops is compiled
 * again before anything is measured.
 */
function settle(pair: readonly [Profile, Profile], isRead: boolean): void {
  collectGarbage();
  for (let i = 0; i < 3; i++) compareOnce(pair, isRead);
}

const collectGarbage = ((): (() => void) => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
})();

/** One comparison and its processor time, its garbage collection too, with nothing known from an earlier one. */
function compareOnce(
  [base, next]: readonly [Profile, Profile],
  isRead: boolean,
): { readonly cpuMs: number; readonly answer: Comparison } {
  const [a, b] = [fresh(base), fresh(next)];
  const started = process.cpuUsage();
  const answer = compareProfiles(a, b);
  const sum = isRead ? readAll(answer) : null;
  const { user, system } = process.cpuUsage(started);
  const { functions, unexplained } = answer.explained[0]!;
  if (unexplained !== 0 || (sum ?? functions) !== functions) throw new Error("the functions do not add up");
  return { cpuMs: (user + system) / 1000, answer };
}

/** Every row in its order; Σ of the changes of functions. */
function readAll({ functions, lines }: Comparison): number {
  let sum = 0;
  for (const { self } of functions) sum += self["cost"]?.delta ?? 0;
  for (const { file } of lines) if (file === "") throw new Error("a line without a file");
  return sum;
}

/** The same columns in new tables: caches are by table. */
function fresh(profile: Profile): Profile {
  return {
    ...profile,
    functions: { ...profile.functions },
    callTree: profile.callTree && { ...profile.callTree },
  };
}

/** One row in five is one of the ten instances of its function; the two seeds share nine in ten. */
function generate(length: number, seed: number): Profile {
  const random = randomFrom(seed);
  const below = (n: number): number => random() % n;
  const name = Array.from({ length }, (_, i) => {
    const own = below(10) === 0 ? `only${String(seed)}_` : "f";
    if (i % 5 !== 0) return `crate_${String(i % 97)}::module_${String(i % 13)}::${own}${String(i)}`;
    const source = Math.floor(i / 50);
    const generic = `::<crate_${String(i % 7)}::Type${String(below(9))}, ${String(i % 50)}>`;
    return `crate_${String(source % 97)}::module_${String(source % 13)}::${own}${String(source)}g${generic}`;
  });
  const self = Float64Array.from(name, () => below(100_000));
  const functions: FunctionTable = {
    length,
    name,
    rawName: name.map(() => null),
    crate: name.map(() => null),
    file: name.map((_, i) => `src/file_${String(i % 200)}.rs`),
    line: Int32Array.from(name, (_, i) => i),
    address: new Float64Array(length),
    calls: Float64Array.from(name, () => below(1000)),
    self: { cost: self, steps: self },
    total: { cost: self, steps: self },
  };
  const variable = self.reduce((a, b) => a + b, 0);
  return {
    source: { format: "engine", variant: "zisk-1.4", files: [] },
    engine: { name: "cyclelens", version: null },
    exitCode: 0,
    output: { publicHex: null, text: null },
    outcome: { status: "ok", message: null },
    metrics: [
      { id: "cost", unit: "cost" },
      { id: "steps", unit: "steps" },
    ],
    totals: { steps: variable, variable },
    opcodes: [],
    functions,
    callTree: treeOf(functions, below),
    lines: linesOf(length, below),
    instructions: null,
    unattributed: {},
    listed: null,
    details: [],
    tags: [],
    memory: [],
    usage: { rom: null, ram: null },
    regions: [],
    warnings: [],
  };
}

function treeOf(functions: FunctionTable, below: (n: number) => number): CallTree {
  const { length, name, file, line } = functions;
  const nodes = 2 * length;
  const self = Float64Array.from({ length: nodes }, () => below(1000));
  return {
    length: nodes,
    frames: {
      length,
      name,
      func: Int32Array.from(name, (_, i) => i),
      file,
      line,
      inlined: new Uint8Array(length),
    },
    prefix: Int32Array.from({ length: nodes }, (_, node) => (node === 0 ? -1 : below(node))),
    frame: Int32Array.from({ length: nodes }, () => below(length)),
    self: { cost: self, steps: self },
  };
}

function linesOf(length: number, below: (n: number) => number): LineTable {
  const self = Float64Array.from({ length }, () => below(1000));
  return {
    length,
    files: Array.from({ length: 200 }, (_, i) => `src/file_${String(i)}.rs`),
    file: Int32Array.from({ length }, (_, i) => i % 200),
    line: Int32Array.from({ length }, (_, i) => 1 + Math.floor(i / 200)),
    self: { cost: self, steps: self },
    total: { cost: self, steps: self },
  };
}
