import type { CallTree, Metric, Profile } from "../../profile/model";
import { LineFrames } from "../lineFrames";
import { NodeColumn, StackTrie } from "../stackTrie";
import { treeLines } from "../treeLines";
import { treeProfile } from "../treeProfile";
import type { FirefoxDocument, Library, Thread } from "./document";
import { ThreadFrames } from "./frames";
import type { Symbolicate } from "./frames";
import type { WeightType } from "./samples";

const metrics: Readonly<Record<WeightType, Metric & { readonly factor: number }>> = {
  samples: { id: "samples", unit: "samples", factor: 1 },
  "tracing-ms": { id: "ns", unit: "ns", factor: 1e6 },
  bytes: { id: "bytes", unit: "bytes", factor: 1 },
};

/**
 * One tree of all threads: below a root for each process where there are several, and for each thread likewise.
 * Throws `bad-input` for stacks that form a cycle, `overflow`, `too-large`.
 */
export function profileOf(
  document: FirefoxDocument,
  file: string,
  complete: boolean,
  symbolicate: Symbolicate | null,
): Profile {
  const warnings: string[] = [];
  const book = new LineFrames();
  const trie = new StackTrie();
  const sums = new Map<string, { readonly metric: Metric; readonly column: NodeColumn }>();
  const own = document.mark.present ? document.mark : null;
  const checked = new Set<object>();
  const busy = document.threads.filter((thread) => thread.samples.length > 0);
  const processes = new Set(busy.map((thread) => `${thread.pid}\0${thread.processName}`));
  let lost = 0;
  let missing = 0;
  for (const thread of busy) {
    const frames = new ThreadFrames(thread, document.shared, document.libs, book, symbolicate, own);
    frames.checkStacks(checked);
    // In our own files a thread is a metric of one tree.
    const root = own ? -1 : rootOf(thread, trie, book, processes.size > 1, busy.length > 1);
    const nodes = new ThreadNodes(trie, frames, root);
    if (own) for (let stack = 0; stack < frames.prefix.length; stack++) nodes.of(stack);
    for (const table of thread.samples) {
      lost += table.lost;
      const { factor, ...known } = metrics[table.type];
      const metric = own ? own.metric(thread.name) : known;
      let sum = sums.get(metric.id);
      if (sum === undefined) sums.set(metric.id, (sum = { metric, column: new NodeColumn() }));
      const { column } = sum;
      table.stacks.forEach((stack, i) => {
        const node = nodes.of(stack);
        const weight = table.weights[i]!;
        if (node < 0) missing++;
        else column.add(node, factor === 1 ? weight : Math.round(weight * factor));
      });
    }
  }
  if (sums.size === 0) sums.set("samples", { metric: metrics.samples, column: new NodeColumn() });
  const order = [...sums.values()].map(({ metric: { id, unit } }) => ({ id, unit }));
  const frames = book.table();
  const tree: CallTree = {
    length: trie.length,
    frames,
    prefix: trie.prefix.slice(),
    frame: trie.key.slice(),
    self: Object.fromEntries([...sums].map(([id, { column }]) => [id, column.take(trie.length).slice()])),
  };
  if (lost > 0)
    warnings.push(`${count(lost)} samples have no stack (idle, or the sampler found none) and were left out`);
  if (missing > 0)
    warnings.push(`${count(missing)} stacks do not exist in the file${complete ? "" : ", as it is cut off"}`);
  const unknown = unknownText(tree, order[0]!, book, document.libs, symbolicate !== null);
  if (unknown !== null) warnings.push(unknown);
  return treeProfile({
    format: "firefox",
    variant: document.version === null ? null : String(document.version),
    file,
    engine: own ? own.engine : { name: document.product ?? "Firefox profile", version: null },
    outcome: complete
      ? { status: "ok", message: null }
      : { status: "truncated", message: "the Firefox profile is cut off" },
    metrics: order,
    functions: book.functions,
    tree,
    lines: own?.executedLines === false ? null : treeLines(tree, order),
    warnings,
  });
}

/** Nodes of one thread's stacks, found by climbing to the nearest one that is known. */
class ThreadNodes {
  private readonly known = new Map<number, number>();

  constructor(
    private readonly trie: StackTrie,
    private readonly frames: ThreadFrames,
    private readonly root: number,
  ) {}

  /** -1 for a stack that does not exist. */
  of(stack: number): number {
    const { prefix, frame } = this.frames;
    const path: number[] = [];
    let at = stack;
    let node = this.root;
    for (; at >= 0; at = prefix[at]!) {
      const held = this.known.get(at);
      if (held !== undefined) {
        node = held;
        break;
      }
      if (at >= prefix.length || at >= frame.length) return -1;
      path.push(at);
    }
    for (let i = path.length - 1; i >= 0; i--) {
      for (const row of this.frames.of(frame[path[i]!]!)) node = this.trie.child(node, row);
      this.known.set(path[i]!, node);
    }
    return node;
  }
}

function rootOf(
  thread: Thread,
  trie: StackTrie,
  book: LineFrames,
  severalProcesses: boolean,
  severalThreads: boolean,
): number {
  const named = (name: string, kind: string, id: string): string =>
    `${name === "" ? kind : name}${id === "" ? "" : ` (${kind} ${id})`}`;
  let root = -1;
  if (severalProcesses) root = trie.child(root, book.root(named(thread.processName, "process", thread.pid)));
  if (severalThreads) root = trie.child(root, book.root(named(thread.name, "thread", thread.tid)));
  return root;
}

/** How much of the profile stands at addresses without a symbol, and the way out. */
function unknownText(
  tree: CallTree,
  metric: Metric,
  book: LineFrames,
  libs: readonly Library[],
  lookedUp: boolean,
): string | null {
  if (book.unknown.size === 0) return null;
  const self = tree.self[metric.id]!;
  const byLib = new Map<number, number>();
  let [hidden, whole] = [0, 0];
  for (let node = 0; node < tree.length; node++) {
    whole += self[node]!;
    const lib = book.unknown.get(tree.frame[node]!);
    if (lib === undefined) continue;
    hidden += self[node]!;
    byLib.set(lib, (byLib.get(lib) ?? 0) + self[node]!);
  }
  const names = [...byLib]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([lib]) => libs[lib]?.name ?? "no library");
  const share = whole > 0 ? `${((100 * hidden) / whole).toFixed(1)} % of the ${metric.unit}` : "some frames";
  if (lookedUp)
    return hidden < whole / 200
      ? null
      : `${share} stand at addresses without a name (${names.join(", ")}): they are not of the ELF that was given`;
  return (
    `${share} stand at addresses without a name (${names.join(", ")}): the profile is not symbolicated. ` +
    "Give the program that was profiled with --elf, or open the profile with `samply load` and save it from the viewer"
  );
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
