import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { browser as launch } from "../../scripts/testHost/browser.mjs";
import { webviewOptions } from "../../scripts/webviewBundle.mjs";
import type { Bench, BenchRow } from "./bench";
import { median } from "./bench";

type Side = "own" | "theirs";
interface Timed {
  readonly ms: number;
  readonly searchMs?: number;
  readonly analysisMs?: number;
  readonly frames?: number;
  readonly name?: string;
}

/** The flame graph in a real browser against d3-flame-graph alone on the same nodes. */
export const flameBench: Bench = async ({ smoke, rounds }) => {
  const browser = await launch();
  try {
    const nodes = smoke ? 5_000 : 500_000;
    const own = await open(browser, "own", nodes);
    const theirs = await open(browser, "theirs", nodes);
    const query = "function777";
    const ours: Record<string, Timed[]> = { first: [], zoom: [], search: [] };
    const alone: Record<string, Timed[]> = { first: [], zoom: [], search: [] };
    for (let round = 0; round < rounds; round++) {
      // In turns, so that what else the machine does falls on both.
      ours["first"]!.push(await own("first"));
      alone["first"]!.push(await theirs("first"));
      ours["search"]!.push(await own("search", query));
      alone["search"]!.push(await theirs("search", query));
      const zoomed = await own("zoom", 3);
      ours["zoom"]!.push(zoomed);
      alone["zoom"]!.push(await theirs("zoom", zoomed.name));
    }
    const row = (what: string, of: string, atLeast: number, detail: string): BenchRow => {
      const mine = median(ours[of]!.map(({ ms }) => ms));
      const other = median(alone[of]!.map(({ ms }) => ms));
      const against = "d3-flame-graph with minFrameSize(1) on the same nodes";
      const figures = `${mine.toFixed(0)} ms against ${other.toFixed(0)} ms${detail}`;
      return { work: what, against, ratio: other / mine, atLeast, detail: figures };
    };
    const of = `of ${nodes.toLocaleString("en-US")} nodes`;
    const analysis = median(ours["first"]!.map(({ analysisMs }) => analysisMs ?? NaN));
    const frames = `${ours["first"]![0]!.frames} frames drawn, ${alone["first"]![0]!.frames} by d3-flame-graph`;
    const pure = median(ours["search"]!.map(({ searchMs }) => searchMs ?? NaN));
    const deep = await depth(browser, smoke ? 10_000 : 100_000, rounds);
    return [
      row(
        `flame graph ${of}: index, slice and first paint`,
        "first",
        2,
        `; ${frames}; index and slice ${analysis.toFixed(0)} ms`,
      ),
      row(`flame graph ${of}: zoom`, "zoom", 1, ""),
      row(`flame search ${of}, with repaint`, "search", 10, `; the search alone ${pure.toFixed(1)} ms`),
      deep,
    ];
  } finally {
    await browser.close();
  }
};

type Ask = (what: "first" | "zoom" | "search", argument?: unknown) => Promise<Timed>;

async function open(browser: Browser, side: Side, nodes: number): Promise<Ask> {
  const page = await blank(browser, side);
  await page.evaluate((count) => bench().makeTree(count), nodes);
  if (side === "theirs") await page.evaluate(() => bench().theirs.prepare!());
  return (what, argument) =>
    page.evaluate(([which, name, value]) => bench()[which][name]!(value), [side, what, argument] as const);
}

async function depth(browser: Browser, levels: number, rounds: number): Promise<BenchRow> {
  const page = await blank(browser, "own");
  await page.evaluate((count) => bench().makeChain(count), levels);
  const first: number[] = [];
  for (let round = 0; round < rounds; round++)
    first.push((await page.evaluate(() => bench().own.first!())).ms);
  return {
    work: `flame graph of a depth of ${levels.toLocaleString("en-US")}: index, slice and first paint`,
    against: "–",
    ratio: null,
    detail: `${median(first).toFixed(0)} ms`,
  };
}

/** Declared for the compiler; in the page it is what flameBrowser.ts has set. */
declare function bench(): {
  makeTree(nodes: number): void;
  makeChain(depth: number): void;
  own: Record<string, (argument?: unknown) => Promise<Timed>>;
  theirs: Record<string, (argument?: unknown) => Promise<Timed>>;
};

async function blank(browser: Browser, side: Side): Promise<Page> {
  const { outputFiles } = await build({
    ...(webviewOptions as object),
    ...(side === "theirs" ? { alias: {} } : {}),
    // d3-flame-graph tells its own tree nodes by the name of their class.
    keepNames: side === "theirs",
    entryPoints: ["test/bench/flameBrowser.ts"],
    minify: side === "own",
    write: false,
    outdir: "out",
    logLevel: "warning",
  });
  const text = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.setContent("<!DOCTYPE html><html lang='en'><body></body></html>");
  await page.addStyleTag({ content: text(".css") });
  await page.addScriptTag({ content: text(".js") });
  await page.evaluate(() => {
    const w = window as unknown as Record<string, unknown>;
    const made = w["bench"];
    w["bench"] = () => made;
  });
  return page;
}
