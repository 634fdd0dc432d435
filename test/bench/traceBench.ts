import { build } from "esbuild";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { browser as launch } from "../../scripts/testHost/browser.mjs";
import { webviewOptions } from "../../scripts/webviewBundle.mjs";
import { median, type Bench } from "./bench";
import { bundledChild } from "./child";
import { generateSp1 } from "./generateSp1";

/** From an SP1 trace on disk to a painted flame graph, against a page that parses and folds the trace itself. */
export const traceBench: Bench = async ({ smoke, rounds }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "cyclelens-bench-"));
  const browser = await launch();
  try {
    const [file, slice] = [path.join(folder, "trace.json"), path.join(folder, "slice.json")];
    generateSp1(file, smoke ? 20_000 : 4_150_000);
    const serve = await bundledChild("test/bench/sliceChild.ts");
    const ours: { serverMs: number; pageMs: number }[] = [];
    const alone: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // In turns, each in a page of its own: what else the machine does falls on both.
      const { ms: serverMs } = serve(file, slice);
      const page = await blank(browser, true);
      const pageMs = await page.evaluate((text) => bench().own(text), readFileSync(slice, "utf8"));
      ours.push({ serverMs, pageMs });
      await page.close();
      const other = await blank(browser, false);
      await other.setInputFiles("input", file);
      alone.push(await other.evaluate(() => bench().theirs()));
      await other.close();
    }
    const [mine, theirs] = [median(ours.map(({ serverMs, pageMs }) => serverMs + pageMs)), median(alone)];
    const parts = `${median(ours.map((run) => run.serverMs)).toFixed(0)} ms to the slice, ${median(ours.map((run) => run.pageMs)).toFixed(0)} ms in the page`;
    return [
      {
        work: `flame graph of an SP1 trace of ${(statSync(file).size / 1e6).toFixed(0)} MB, file to first paint`,
        against: "a page of JSON.parse, fold and d3-flame-graph",
        ratio: theirs / mine,
        atLeast: 3,
        detail: `${mine.toFixed(0)} ms (${parts}), ${theirs.toFixed(0)} ms`,
      },
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Declared for the compiler; in the page it is what traceBrowser.ts has set. */
declare function bench(): { own(slice: string): Promise<number>; theirs(): Promise<number> };

async function blank(browser: Browser, own: boolean): Promise<Page> {
  const { outputFiles } = await build({
    ...(webviewOptions as object),
    ...(own ? {} : { alias: {} }),
    // d3-flame-graph tells its own tree nodes by the name of their class.
    keepNames: !own,
    entryPoints: ["test/bench/traceBrowser.ts"],
    minify: own,
    write: false,
    outdir: "out",
    logLevel: "warning",
  });
  const text = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.setContent("<!DOCTYPE html><html lang='en'><body><input type='file'></body></html>");
  await page.addStyleTag({ content: text(".css") });
  await page.addScriptTag({ content: text(".js") });
  await page.evaluate(() => {
    const w = window as unknown as Record<string, unknown>;
    const made = w["bench"];
    w["bench"] = () => made;
  });
  return page;
}
