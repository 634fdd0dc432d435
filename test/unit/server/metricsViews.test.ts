import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import type { PageQuery } from "../../../src/core/openvm/view/page";
import type { TableId } from "../../../src/core/openvm/view/types";
import { mostProvers, pageCall, projectionCall, showMetrics } from "../../../src/protocol/openvm";
import { metricsWords } from "../../../src/protocol/openvmWords";
import { looksLikeMetrics, loadMetrics, symbolsFile } from "../../../src/server/openvm/loadMetrics";
import { MetricsViews } from "../../../src/server/openvm/metricsViews";
import { metricsJson } from "../openvm/metricsJson";
import { fixtures } from "../openvm/viewOfText";
import { tempFolder } from "../tempFolder";

const fixture = (name: string): string => path.join(fixtures, name);
const load = (file: string, more: { previous?: string; settings?: string } = {}) =>
  loadMetrics({ file, previous: more.previous ?? null, version: null, settings: more.settings ?? null });
const query = (table: TableId, part: Partial<PageQuery> = {}) => ({
  table,
  sort: -1,
  descending: false,
  byChange: false,
  filter: "",
  from: 0,
  count: 100,
  ...part,
});

describe("views of metrics", () => {
  it("hold their tables and hand them out in pages", async () => {
    const views = new MetricsViews();
    const { view, tables } = views.add(await load(fixture("metrics-1.5.json")));
    expect(tables.map(({ id, length }) => `${id} ${length}`)).toEqual([
      "groups 2",
      "segments 18",
      "airs 3",
      "opcodes 0",
      "spans 0",
      // One of them without a group.
      "metrics 20",
    ]);
    const page = views.page(view, query("segments", { from: 16 }));
    expect(page.rows.map(({ texts }) => texts.join(" "))).toEqual(["leaf idx 4", "leaf idx 5"]);
    expect(views.page(view, query("memory"))).toEqual({ from: 0, matches: 0, rows: [] });
  });

  it("that are gone are not found; only the last few are held", async () => {
    const views = new MetricsViews(2);
    const shown = await load(fixture("metrics-1.3.json"));
    const [first, second] = [views.add(shown).view, views.add(shown).view, views.add(shown).view];
    const gone = (view: number) => () => views.page(view, query("groups"));
    expect(gone(first!)).toThrow(/gone/);
    views.close(second!);
    expect(gone(second!)).toThrow(/gone/);
  });

  it("reckon with another number of provers, within bounds", async () => {
    const views = new MetricsViews();
    const { view } = views.add(await load(fixture("metrics-1.5.json")));
    expect(views.projection(view, 1)).toMatchObject({
      groups: [{ name: "app_proof" }, { name: "leaf" }],
      more: 0,
    });
    for (const bad of [0, -1, 1.5, NaN, mostProvers + 1])
      expect(() => views.projection(view, bad), String(bad)).toThrow(/no number of provers/);
  });

  it("pass the guards of the page; what is not of their shape does not", async () => {
    const views = new MetricsViews();
    const answer = views.add(
      await load(fixture("metrics-2.0.json"), { previous: fixture("metrics-2.0-before.json") }),
    );
    const shown = {
      words: metricsWords,
      answer,
      problem: null,
      compares: true,
      version: null,
      versions: ["2.0"],
    };
    const plain = JSON.parse(JSON.stringify(shown)) as typeof shown;
    expect(showMetrics.isValue(plain)).toBe(true);
    for (const { id } of answer.tables)
      expect(
        pageCall.isResult(JSON.parse(JSON.stringify(views.page(answer.view, query(id)))) as unknown),
        id,
      ).toBe(true);
    expect(projectionCall.isResult(views.projection(answer.view, 4))).toBe(true);
    for (const wrong of [
      { ...plain, words: {} },
      { ...plain, answer: { ...plain.answer, view: "1" } },
      { ...plain, answer: { ...plain.answer, tables: [{ id: "passwd" }] } },
      { ...plain, answer: { ...plain.answer, overview: { ...plain.answer.overview, serial: { now: "1" } } } },
      { ...plain, version: 2 },
      { ...plain, compares: null },
    ])
      expect(showMetrics.isValue(wrong)).toBe(false);
    expect(pageCall.isParams({ ...query("groups"), view: 1 })).toBe(true);
    for (const wrong of [{ table: "x" }, { sort: 0.5 }, { filter: "x".repeat(2000) }, { from: null }])
      expect(pageCall.isParams({ ...query("groups"), view: 1, ...wrong })).toBe(false);
  });
});

describe("figures that are no finite numbers", () => {
  it("reach the page as unknown: every answer passes its guards", async () => {
    const file = path.join(tempFolder(), "metrics.json");
    const times = ["total_proof_time_ms", "trace_gen_time_ms", "verify_time_ms", "keygen_time_ms"];
    const memory = ["timestamp_ms", "current_bytes", "local_peak_bytes", "reserved_bytes"];
    writeFileSync(
      file,
      metricsJson(
        ["inf", "-inf", "nan", "1e308", "1e308"].flatMap((value, i) => [
          ...times.map((name) => `${name} ${value} group=app_proof segment=${i}`),
          ...times.map((name) => `${name} ${value}`),
          ...memory.map((name) => `gpu_mem.${name} ${value} group=app_proof segment=${i} module=m${i}`),
        ]),
        ["inf", "nan", "1e308", "1e308", "-5"].flatMap((value, i) => [
          `cells ${value} group=app_proof air_name=A segment=${i}`,
          `frequency ${value} group=app_proof opcode=ADD cycle_tracker_span=main segment=${i}`,
          `proof_size_bytes ${value} group=app_proof segment=${i}`,
        ]),
      ),
    );
    const views = new MetricsViews();
    const answer = views.add(await load(file, { previous: file }));
    const shown = { words: metricsWords, answer, problem: null, compares: true, version: null, versions: [] };
    expect(showMetrics.isValue(shown)).toBe(true);
    for (const { id, figures } of answer.tables)
      for (let sort = -1; sort < 2 + figures.length; sort++) {
        const page = views.page(answer.view, query(id, { sort, byChange: true }));
        expect(pageCall.isResult(page), `${id} ${sort}`).toBe(true);
      }
    const projection = views.projection(answer.view, 3);
    expect(projectionCall.isResult(projection)).toBe(true);
    expect(projection.total).toBeNull();
  });
});

describe("files of metrics", () => {
  it("are known by their content, whatever their name; others and none are not", async () => {
    const folder = tempFolder();
    const renamed = path.join(folder, "results.txt");
    copyFileSync(fixture("metrics-2.0.json"), renamed);
    expect(await looksLikeMetrics(renamed)).toBe(true);
    const other = path.join(folder, "metrics.json");
    writeFileSync(other, `{"counter": {"requests": 3}}`);
    expect(await looksLikeMetrics(other)).toBe(false);
    expect(await looksLikeMetrics(path.join(folder, "none.json"))).toBe(false);
    expect(await looksLikeMetrics(folder)).toBe(false);
    expect(await looksLikeMetrics("metrics.json"), "a relative path").toBe(false);
  });

  it("half of one is refused: what is not written yet would look like a gain", async () => {
    const file = path.join(tempFolder(), "metrics.json");
    const text = readFileSync(fixture("metrics-2.0.json"), "utf8");
    writeFileSync(file, text.slice(0, text.length / 2));
    await expect(load(file)).rejects.toThrow(/metrics\.json ends in the middle/);
  });

  it("a file to compare with that is gone or broken is said, and the figures are there without it", async () => {
    const folder = tempFolder();
    const half = path.join(folder, "half.json");
    writeFileSync(half, readFileSync(fixture("metrics-1.5.json"), "utf8").slice(0, 2000));
    for (const [previous, why] of [
      [path.join(folder, "gone.json"), /^not compared with gone\.json: .+; choose another file, or end/],
      [half, /^not compared with half\.json: half\.json ends in the middle; /],
    ] as const) {
      const { overview, tables } = await load(fixture("metrics-1.5.json"), { previous });
      expect(overview.warnings[0]).toMatch(why);
      expect(overview.previous).toBeNull();
      expect(tables[0]!.length).toBe(2);
    }
  });

  it("end where the signal says so", async () => {
    const options = { signal: { aborted: true } };
    const request = { file: fixture("metrics-2.0.json"), previous: null, version: null };
    await expect(loadMetrics(request, options)).rejects.toSatisfy((error) =>
      CycleLensError.is(error, "cancelled"),
    );
  });

  it("get the names of their spans from the symbols beside them", async () => {
    const file = path.join(tempFolder(), "metrics.json");
    writeFileSync(
      file,
      metricsJson([], ["frequency 5 group=app_proof opcode=ADD cycle_tracker_span=1;6 segment=0"]),
    );
    const before = await load(file);
    expect(before.tables.find(({ id }) => id === "spans")!.texts[1]!.text).toEqual(["1", "1 › 6"]);
    expect(before.overview.warnings.join()).toMatch(/spans are offsets of functions/);
    writeFileSync(symbolsFile(file), "\0main\0_ZN4hash4feed17h0123456789abcdefE\0");
    expect(existsSync(path.join(path.dirname(file), "metrics.syms"))).toBe(true);
    const { tables, overview } = await load(file);
    expect(tables.find(({ id }) => id === "spans")!.texts[1]!.text).toEqual(["main", "main › hash::feed"]);
    expect(overview.warnings).toEqual([]);
  });

  it("get metrics and aliases of the user's own from settings", async () => {
    const settings = path.join(tempFolder(), "cyclelens.openvm.json");
    writeFileSync(
      settings,
      JSON.stringify({
        schema: "cyclelens.openvm/1",
        metrics: [{ name: "front_time_ms", sum: ["execute_preflight_time_ms", "trace_gen_time_ms"] }],
        aliases: { groups: { app_proof: "block" } },
      }),
    );
    const shown = await load(fixture("metrics-1.5.json"), { settings });
    expect(shown.overview.settings).toBe("cyclelens.openvm.json");
    expect(shown.tables[0]!.texts[0]!.text).toEqual(["block", "leaf"]);
    expect(
      shown.tables.find(({ id }) => id === "airs")!.texts[0]!.text.every((group) => group === "block"),
    ).toBe(true);
    const own = shown.overview.facts.filter(({ kind }) => kind === "custom");
    // 12 segments of 9, 10, 11 ms and 20 to 31 ms.
    expect(own.map(({ group, value }) => `${group} ${String(value.now)}`)).toContain(`block ${120 + 306}`);
  });
});
