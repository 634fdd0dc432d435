// Runs in the page of flameBench.ts: once bundled as our webview is, once with d3-flame-graph as it comes.
import flamegraph from "d3-flame-graph";
import type { FlameGraph } from "d3-flame-graph";
import { select } from "d3-selection";
import { FlameIndex } from "../../src/core/analysis/flame/flameIndex";
import type { FlameProfile } from "../../src/core/analysis/flame/flameIndex";
import { flameSearch } from "../../src/core/analysis/flame/search";
import { flameSlice } from "../../src/core/analysis/flame/slice";
import type { FlameSlice, FlameSliceParams } from "../../src/core/analysis/flame/types";
import { defaultView } from "../../src/core/analysis/flame/types";
import { isFlameSlice } from "../../src/protocol/flameGuards";
import { flameWords } from "../../src/protocol/flameWords";
import { D3Renderer } from "../../webview/flamegraph/d3Renderer";
import { Texts } from "../../webview/flamegraph/texts";
import { profileOf } from "../unit/flame/pictures";
import { randomFrom } from "./bench";

interface Nested {
  readonly name: string;
  value: number;
  readonly children: Nested[];
}

const widthPx = 1200;
let profile: FlameProfile;
let host: HTMLElement;

/** A tree as guests have it: 5,000 functions, about 40 levels, some children much heavier than others. */
function makeTree(nodes: number): void {
  const random = randomFrom(42);
  const functions = Math.min(5000, nodes);
  const names = Array.from({ length: functions }, (_, i) => `crate${i % 23}::module${i % 97}::function${i}`);
  const prefix = new Int32Array(nodes);
  const frame = new Int32Array(nodes);
  const self = new Float64Array(nodes);
  const depth = new Int32Array(nodes);
  const children = new Int32Array(nodes);
  for (let node = 0; node < nodes; node++) {
    let parent = node === 0 ? -1 : Math.floor(Math.min(random(), random()) % node);
    while (parent > 0 && depth[parent]! > 40) parent = prefix[parent]!;
    prefix[node] = parent;
    depth[node] = parent < 0 ? 0 : depth[parent]! + 1;
    // Siblings differ, as in a recorded call tree.
    frame[node] = parent < 0 ? 0 : (parent * 31 + 7919 * children[parent]!++) % functions;
    self[node] = 1 + (random() % 64 === 0 ? random() % 100_000 : random() % 100);
  }
  profile = profileOf(names, prefix, frame, { cost: self });
}

function makeChain(depth: number): void {
  profile = profileOf(
    ["guest::a", "guest::b", "guest::c"],
    Int32Array.from({ length: depth }, (_, node) => node - 1),
    Int32Array.from({ length: depth }, (_, node) => node % 3),
    { cost: new Float64Array(depth).fill(1) },
  );
}

/** The same nodes for d3-flame-graph; equal siblings are one, as in our tree. */
function nested(): Nested {
  const index = new FlameIndex(profile);
  const drawn = index.drawn(defaultView)!;
  const { total } = drawn.costs("cost");
  const all: Nested[] = [];
  for (let node = 0; node < drawn.tree.length; node++) {
    const name = node === 0 ? "all" : index.frames.name[drawn.tree.frame[node]!]!;
    all.push({ name, value: total[node]!, children: [] });
    if (node > 0) all[drawn.tree.parent[node]!]!.children.push(all[node]!);
  }
  return all[0]!;
}

/** Milliseconds until the frame is on screen, labels in it. */
async function timed(work: () => void): Promise<number> {
  const start = performance.now();
  work();
  for (;;) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const label = host.querySelector(".d3-flame-graph-label");
    if (label?.textContent) break;
  }
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
  return performance.now() - start;
}

function freshHost(): void {
  host?.remove();
  host = document.createElement("div");
  document.body.append(host);
}

const params = (focus: readonly number[]): FlameSliceParams => ({ ...defaultView, focus, widthPx });

let index: FlameIndex;
let renderer: D3Renderer;
let slice: FlameSlice;

/** Answers how long the analysis took. */
function paintOwn(focus: readonly number[]): number {
  const start = performance.now();
  const made = flameSlice(index, params(focus));
  const analysisMs = performance.now() - start;
  // Across two process borders the slice goes as JSON, and the page looks at it.
  const sent: unknown = JSON.parse(JSON.stringify(made));
  if (!isFlameSlice(sent)) throw new Error("not a slice");
  slice = sent;
  paintSlice();
  return analysisMs;
}

function paintSlice(): void {
  const texts = new Texts(slice, flameWords, "all");
  renderer.paint({
    slice,
    label: (at, px) => texts.label(at, px),
    description: (at) => texts.description(at),
    figures: () => [],
    name: () => "bench",
    hotPath: true,
    matches: new Set(),
    selected: { part: "rows", row: 0 },
  });
}

const none = (): void => undefined;
const own = {
  async first(): Promise<{ ms: number; frames: number; analysisMs: number }> {
    freshHost();
    let analysisMs = 0;
    const ms = await timed(() => {
      index = new FlameIndex(profile);
      renderer = new D3Renderer({ open: none, select: none, zoom: none, hover: none, menu: none });
      host.append(renderer.element);
      analysisMs = paintOwn([]);
    });
    const frames = host.querySelectorAll("g").length - slice.rows.frame.slice(1).filter((f) => f < 0).length;
    return { ms, frames, analysisMs };
  },
  /** Zooms to the heaviest frame of a level, and answers its name for the other side. */
  async zoom(level: number): Promise<{ ms: number; name: string }> {
    let row = 0;
    for (let step = 0; step < level; step++) row = slice.rows.parent.indexOf(row);
    const name = slice.frames[slice.rows.frame[row]!]!.name;
    const node = slice.rows.node[row]!;
    return { ms: await timed(() => void paintOwn([node])), name };
  },
  async search(query: string): Promise<{ ms: number; searchMs: number; frames: number; total: number }> {
    let result = { frames: 0, total: 0 };
    let searchMs = 0;
    await timed(() => void paintOwn([]));
    const ms = await timed(() => {
      const start = performance.now();
      const found = flameSearch(index, { ...defaultView, query, regex: false });
      searchMs = performance.now() - start;
      result = found;
      renderer.highlight(new Set(found.ids));
    });
    return { ms, searchMs, frames: result.frames, total: result.total };
  },
};

let data: Nested;
let chart: FlameGraph<Nested> & { search(term: string): void };
const theirs = {
  prepare(): void {
    data = nested();
  },
  async first(): Promise<{ ms: number; frames: number }> {
    freshHost();
    data = structuredClone(data);
    const ms = await timed(() => {
      chart = flamegraph<Nested>()
        .width(widthPx)
        .cellHeight(20)
        .minFrameSize(1)
        .transitionDuration(0) as typeof chart;
      chart(select<HTMLElement, Nested>(host).datum(data));
    });
    return { ms, frames: host.querySelectorAll("g").length };
  },
  async zoom(name: string): Promise<{ ms: number }> {
    const wanted = [...host.querySelectorAll("g")].filter((g) => g.getAttribute("name") === name);
    wanted.sort((a, b) => Number(b.getAttribute("width")) - Number(a.getAttribute("width")));
    return { ms: await timed(() => void wanted[0]!.dispatchEvent(new MouseEvent("click"))) };
  },
  async search(query: string): Promise<{ ms: number }> {
    return { ms: await timed(() => chart.search(query)) };
  },
};

Object.assign(window, { bench: { makeTree, makeChain, own, theirs } });
