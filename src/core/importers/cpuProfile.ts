import { CycleLensError } from "../errors";
import type { CallTree, LineTable, Metric, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import type { Importer } from "./artefact";
import { LineSums } from "./lineSums";
import { FloatColumn } from "./scan/floatColumn";
import { scanJson } from "./scan/scanJson";
import { array, number, numbers, object, text } from "./scan/shape";
import type { Shape } from "./scan/shape";
import { parentsFirst } from "./stackTable";
import type { TreeFunction } from "./treeProfile";
import { treeProfile } from "./treeProfile";

const again = "make it again with node --cpu-prof, or save it from the browser's profiler";
const metrics: readonly Metric[] = [
  { id: "ns", unit: "ns" },
  { id: "samples", unit: "samples" },
];
const latin1 = new TextDecoder("latin1");

interface Node {
  id: number;
  name: string;
  url: string;
  line: number;
  children: number[];
  ticks: { line: number; ticks: number }[];
}

/**
 * V8's `.cpuprofile` (Node's `--cpu-prof`, Chrome): a sample lasts until the next one, the last one until the end. Lines
 * by samples (`positionTicks`); a function's own line is its declaration. Memory: the nodes, 16 bytes a sample.
 */
export const cpuProfile: Importer = {
  format: "cpuprofile",

  detect(head) {
    const start = latin1.decode(head);
    return /^\s*\{/.test(start) && start.includes('"callFrame"') && /"nodes"\s*:\s*\[/.test(start);
  },

  async import(source, context) {
    const document = new CpuDocument();
    const complete = await scanJson(source, document.shape, context);
    return {
      format: "cpuprofile",
      variant: null,
      file: source.name,
      profile: document.profile(source.name, complete),
      warnings: [],
    };
  },
};

class CpuDocument {
  private readonly nodes: Node[] = [];
  private node: Node = newNode();
  private readonly samples = new FloatColumn();
  private readonly deltas = new FloatColumn();
  private start = NaN;
  private end = NaN;
  private tick = { line: NaN, ticks: NaN };

  readonly shape: Shape = object({
    nodes: array(
      object(
        {
          id: number((id) => (this.node.id = id)),
          callFrame: object({
            functionName: text((name) => (this.node.name = safeName(name))),
            url: text((url) => (this.node.url = safeName(url))),
            lineNumber: number((line) => (this.node.line = line + 1)),
          }),
          children: numbers((batch, count) => {
            for (let k = 0; k < count; k++) this.node.children.push(batch[k]!);
          }),
          positionTicks: array(
            object(
              {
                line: number((line) => (this.tick.line = line)),
                ticks: number((ticks) => (this.tick.ticks = ticks)),
              },
              {
                begin: () => (this.tick = { line: NaN, ticks: NaN }),
                end: () => this.node.ticks.push(this.tick),
              },
            ),
          ),
        },
        {
          begin: () => (this.node = newNode()),
          end: () => this.nodes.push(this.node),
        },
      ),
    ),
    startTime: number((time) => (this.start = time)),
    endTime: number((time) => (this.end = time)),
    samples: numbers((batch, count) => this.samples.append(batch, count), {
      begin: () => this.samples.clear(),
    }),
    timeDeltas: numbers((batch, count) => this.deltas.append(batch, count), {
      begin: () => this.deltas.clear(),
    }),
  });

  profile(file: string, complete: boolean): Profile {
    if (this.nodes.length === 0)
      throw new CycleLensError("bad-input", `${file} holds no nodes of a CPU profile`, again);
    const warnings: string[] = [];
    const byId = new Map(this.nodes.map((node, row) => [node.id, row]));
    const { ns, hits, lost } = this.fold(byId);
    if (lost > 0)
      warnings.push(
        `${lost.toLocaleString("en-US")} samples are of no node or have no time, and were left out`,
      );
    const { tree, functions } = this.tree(byId, ns, hits);
    return treeProfile({
      format: "cpuprofile",
      variant: null,
      file,
      engine: { name: "V8", version: null },
      outcome: complete
        ? { status: "ok", message: null }
        : { status: "truncated", message: "the CPU profile is cut off" },
      metrics,
      functions,
      tree,
      lines: this.lines(),
      warnings,
    });
  }

  /** Times are microseconds. */
  private fold(byId: ReadonlyMap<number, number>): { ns: Float64Array; hits: Float64Array; lost: number } {
    const ns = new Float64Array(this.nodes.length);
    const hits = new Float64Array(this.nodes.length);
    const [samples, deltas] = [this.samples.rows, this.deltas.rows];
    let lost = 0;
    let at = this.start;
    for (let i = 0; i < samples.length; i++) {
      const row = byId.get(samples[i]!);
      if (row === undefined) lost++;
      else hits[row]!++;
      at += deltas[i] ?? NaN;
      const next = i + 1 < samples.length ? (deltas[i + 1] ?? NaN) : this.end - at;
      // The clock may step back: such a sample lasted no time.
      if (row !== undefined && next > 0 && next <= Number.MAX_SAFE_INTEGER)
        ns[row]! += Math.round(next * 1000);
    }
    return { ns, hits, lost };
  }

  /** V8's `(root)` is left out: it is no function. */
  private tree(
    byId: ReadonlyMap<number, number>,
    ns: Float64Array,
    hits: Float64Array,
  ): { tree: CallTree; functions: TreeFunction[] } {
    const length = this.nodes.length;
    const parent = new Int32Array(length).fill(-1);
    this.nodes.forEach((node, row) => {
      for (const id of node.children) {
        const child = byId.get(id);
        if (child !== undefined && child !== row && parent[child] === -1) parent[child] = row;
      }
    });
    const order = parentsFirst(parent) ?? Int32Array.from({ length }, (_, row) => row);
    const functions: TreeFunction[] = [];
    const rows = new Map<string, number>();
    const place = new Int32Array(length).fill(-1);
    const kept: number[] = [];
    for (const row of order) {
      if (this.nodes[row]!.name === "(root)" && parent[row] === -1) continue;
      place[row] = kept.push(row) - 1;
    }
    const func = Int32Array.from(kept, (row) => {
      const { name, url, line } = this.nodes[row]!;
      const key = `${name}\0${url}\0${line}`;
      let at = rows.get(key);
      if (at === undefined) rows.set(key, (at = functions.push(functionOf(name, url, line)) - 1));
      return at;
    });
    return {
      functions,
      tree: {
        length: kept.length,
        frames: {
          length: functions.length,
          name: functions.map((fn) => fn.name),
          func: Int32Array.from(functions, (_, row) => row),
          file: functions.map((fn) => fn.file),
          line: Int32Array.from(functions, (fn) => fn.line),
          inlined: new Uint8Array(functions.length),
        },
        prefix: Int32Array.from(kept, (row) => (parent[row]! < 0 ? -1 : place[parent[row]!]!)),
        frame: func,
        self: {
          ns: Float64Array.from(kept, (row) => ns[row]!),
          samples: Float64Array.from(kept, (row) => hits[row]!),
        },
      },
    };
  }

  private lines(): LineTable | null {
    const sums = new LineSums(["samples"]);
    for (const { url, ticks } of this.nodes)
      for (const { line, ticks: count } of ticks) {
        if (!(count > 0 && count <= Number.MAX_SAFE_INTEGER) || !Number.isInteger(line)) continue;
        const row = sums.row(fileOf(url), line);
        if (row < 0) continue;
        sums.addSelf(row, 0, count);
        sums.addTotal(row, 0, count);
      }
    return sums.table();
  }
}

function newNode(): Node {
  return { id: NaN, name: "", url: "", line: 0, children: [], ticks: [] };
}

function functionOf(name: string, url: string, line: number): TreeFunction {
  const known = Number.isInteger(line) && line > 0 && line <= 0x7fffffff ? line : 0;
  return { name: name === "" ? "(anonymous)" : name, rawName: null, file: fileOf(url), line: known };
}

function fileOf(url: string): string | null {
  return url === "" ? null : url.replace(/^file:\/\//, "");
}
