// Runs in the page of traceBench.ts: our slice painted, or the whole trace parsed, folded and painted by d3-flame-graph.
import flamegraph from "d3-flame-graph";
import { select } from "d3-selection";
import { isFlameSlice } from "../../src/protocol/flameGuards";
import { flameWords } from "../../src/protocol/flameWords";
import { D3Renderer } from "../../webview/flamegraph/d3Renderer";
import { Texts } from "../../webview/flamegraph/texts";

interface Nested {
  readonly name: string;
  value: number;
  readonly children: Nested[];
}

interface Gecko {
  readonly threads: readonly {
    readonly stringTable: readonly string[];
    readonly frameTable: { readonly data: readonly (readonly [number])[] };
    readonly stackTable: { readonly data: readonly (readonly [number | null, number])[] };
    readonly samples: { readonly data: readonly (readonly [number | null, number, number, number])[] };
  }[];
}

let host: HTMLElement;

/** Milliseconds until the frame is on screen, labels in it. */
async function timed(work: () => Promise<void> | void): Promise<number> {
  host?.remove();
  host = document.createElement("div");
  document.body.append(host);
  const start = performance.now();
  await work();
  for (;;) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    if (host.querySelector(".d3-flame-graph-label")?.textContent) break;
  }
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
  return performance.now() - start;
}

const none = (): void => undefined;

const own = (text: string): Promise<number> =>
  timed(() => {
    const slice: unknown = JSON.parse(text);
    if (!isFlameSlice(slice)) throw new Error("not a slice");
    const renderer = new D3Renderer({ open: none, select: none, zoom: none, hover: none, menu: none });
    host.append(renderer.element);
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
  });

/** The file stands in an `<input type=file>`. */
const theirs = (): Promise<number> =>
  timed(async () => {
    const file = document.querySelector<HTMLInputElement>("input")!.files![0]!;
    const thread = (JSON.parse(await file.text()) as Gecko).threads[0]!;
    const weights = new Float64Array(thread.stackTable.data.length);
    for (const [stack, , , delta] of thread.samples.data) if (stack !== null) weights[stack]! += delta;
    const root: Nested = { name: "all", value: 0, children: [] };
    const nodes: Nested[] = [];
    thread.stackTable.data.forEach(([prefix, frame]) => {
      const name = thread.stringTable[thread.frameTable.data[frame]![0]]!;
      const siblings = (prefix === null ? root : nodes[prefix]!).children;
      let node = siblings.find((sibling) => sibling.name === name);
      if (node === undefined) siblings.push((node = { name, value: 0, children: [] }));
      nodes.push(node);
    });
    thread.stackTable.data.forEach(([prefix], stack) => {
      const weight = weights[stack]!;
      if (weight === 0) return;
      root.value += weight;
      nodes[stack]!.value += weight;
      for (let at = prefix; at !== null; at = thread.stackTable.data[at]![0]) nodes[at]!.value += weight;
    });
    const chart = flamegraph<Nested>().width(1200).cellHeight(20).minFrameSize(1).transitionDuration(0);
    chart(select<HTMLElement, Nested>(host).datum(root));
  });

Object.assign(window, { bench: { own, theirs } });
