import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { project } from "../../../src/core/openvm/view/projection";
import { orderOf, pageOf, type PageQuery } from "../../../src/core/openvm/view/page";
import { metricsJson } from "./metricsJson";
import { fixture, picture, tableOf, view } from "./viewOfText";

const query = (part: Partial<PageQuery>): Omit<PageQuery, "from" | "count"> => ({
  sort: -1,
  descending: false,
  byChange: false,
  filter: "",
  ...part,
});

describe("a run of 2.0", () => {
  it("has its groups in the order of the stages, times as in the summary", async () => {
    const shown = await view(fixture("metrics-2.0.json"));
    expect(shown.overview).toMatchObject({ era: "2.0", problem: null, provers: 32, warnings: [] });
    expect(picture(tableOf(shown, "groups"), ["serial", "parallel", "proofs", "instructions"])).toEqual([
      // 671 ms of proofs and 42 ms of the metered run in front of them; the longest proof takes 276 ms.
      "app_proof | app | 0.713 | 0.318 | 3 | 950321",
      "leaf | leaf | 0.507 | 0.181 | 3 | ·",
      "internal_for_leaf | internal | 0.14 | 0.14 | 1 | ·",
      "internal_recursive.0 | internal | 0.118 | 0.118 | 1 | ·",
      "root | root | 0.092 | 0.092 | 1 | ·",
      "halo2_outer | halo2 | 2.1505 | 2.1505 | 1 | ·",
      "agg_keygen | keygen | · | · | · | ·",
    ]);
  });

  it("has segments with what they are made of, whatever label set a figure stands in", async () => {
    const shown = await view(fixture("metrics-2.0.json"));
    expect(
      picture(tableOf(shown, "segments"), ["proofTime", "execute", "trace", "prove", "memory"], 4),
    ).toEqual([
      "app_proof | segment 0 | 276 | 31 | 24 | 212 | 1610612736",
      "app_proof | segment 1 | 265 | 30 | 22 | 204 | 1607467008",
      "app_proof | segment 2 | 130 | 14 | 11 | 96 | 905969664",
      "leaf | idx 0 | 181 | 1 | 20 | 160 | ·",
    ]);
  });

  it("has AIRs with cells over all segments, and their constraints from where key generation left them", async () => {
    const shown = await view(fixture("metrics-2.0.json"));
    const rows = picture(tableOf(shown, "airs"), ["cells", "rows", "cellsUsed", "constraints", "degree"]);
    expect(rows.find((row) => row.includes("KeccakVmAir"))).toBe(
      `app_proof | KeccakVmAir | ${(4096 + 2048 + 1024) * 3163} | 7168 | 13360512 | 4513 | 3`,
    );
    expect(rows.filter((row) => row.startsWith(" | "))).toEqual([]);
  });

  it("has opcodes and spans: a span with the spans in it, and its own", async () => {
    const shown = await view(fixture("metrics-2.0.json"));
    expect(picture(tableOf(shown, "opcodes"), ["instructions", "cellsUsed"])).toEqual([
      "app_proof | ADD_RV32 | 220000 | 7920000",
      "app_proof | LOADW_RV32 | 73333 | 3006653",
      "app_proof | BEQ_RV32 | 22000 | 572000",
      "app_proof | KECCAK256_RV32 | 176 | 13360512",
    ]);
    const spans = tableOf(shown, "spans");
    expect(picture(spans, ["instructions", "ownInstructions"])).toEqual([
      "app_proof | main | 315509 | 0",
      "app_proof | main › execute_block | 293509 | 55000",
      "app_proof | main › execute_block › keccak256 | 238509 | 238509",
      "app_proof | main › read_input | 22000 | 22000",
    ]);
    const page = pageOf(spans, orderOf(spans, query({})), 0, 1);
    expect(page.rows[0]!.cells[0]!.share, "nested spans hold one another").toBe(1);
  });

  it("has the pipeline's phases; what the file does not have is unknown, not 0", async () => {
    const { overview } = await view(fixture("metrics-2.0.json"));
    const times = overview.phases.map(({ id, time }) => [id, time.now]);
    expect(times).toEqual([
      ["keygen", 318],
      ["commit", 12],
      // 75 ms before the proofs' traces, 42 ms metered.
      ["execute", 117],
      ["trace", 57],
      ["prove", 512],
      // 671 ms of proofs less 75, 57 and 512 ms.
      ["other", 27],
      ["aggregate", 181 + 176 + 150 + 140 + 118 + 92 + 2150.5],
      ["verify", 7],
    ]);
    expect(overview.phases.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 12);
    const older = await view(fixture("metrics-1.5.json"));
    expect(older.overview.phases.find(({ id }) => id === "verify")).toEqual({
      id: "verify",
      time: { now: null, before: null },
      share: null,
    });
  });

  it("has proof sizes, the time of verification and memory where the file has them", async () => {
    const { overview } = await view(fixture("metrics-2.0.json"));
    expect(overview.facts.map(({ kind, metric, value }) => `${kind} ${metric} ${String(value.now)}`)).toEqual(
      [
        "proof-size proof_size_bytes.total 263168",
        "proof-size proof_size_bytes.compressed 225011",
        "verify verify_time_ms 7",
        "memory metered_memory_bytes 1610612736",
      ],
    );
    expect((await view(fixture("metrics-1.5.json"))).overview.facts).toEqual([]);
  });

  it("has the GPU's memory as a curve and by module, the highest first", async () => {
    const shown = await view(fixture("metrics-2.0.json"));
    expect(shown.overview.curve?.time.length).toBe(9);
    expect(tableOf(shown, "memory").texts[0]!.text).toEqual(["commit", "openings", "trace_gen"]);
  });
});

describe("a comparison", () => {
  const both = () => view(fixture("metrics-2.0.json"), { before: fixture("metrics-2.0-before.json") });

  it("says of each row what it was, and what is new or gone", async () => {
    const shown = await both();
    expect(picture(tableOf(shown, "groups"), ["serial", "proofs"])).toEqual([
      "app_proof | app | 0.713<0.745 | 3<3",
      "leaf | leaf | 0.507<0.516 | 3<3",
      "internal_for_leaf | internal | 0.14<0.14 | 1<1",
      "internal_recursive.0 | internal | 0.118<0.118 | 1<1",
      "root | root | 0.092<0.092 | 1<1",
      "(new) | halo2_outer | halo2 | 2.1505 | 1",
      "agg_keygen | keygen | · | ·",
      "(gone) | internal_recursive.1 | internal | ·<0.104 | ·<1",
    ]);
  });

  it("of the metered run counts it in both, unlike the tool's own difference", async () => {
    const { overview } = await both();
    expect(overview.serial.now).toBeCloseTo(3.7205, 9);
    expect(overview.serial.before).toBeCloseTo(0.745 + 0.516 + 0.14 + 0.118 + 0.092 + 0.104, 9);
  });

  it("sorts by what changed most, the new and the gone by all they are", async () => {
    const groups = tableOf(await both(), "groups");
    const order = orderOf(groups, query({ sort: 2, descending: true, byChange: true }));
    const names = Array.from(order, (row) => groups.texts[0]!.text[row]);
    expect(names[0]).toBe("halo2_outer");
    expect(names.at(-2), "the largest gain last").toBe("internal_recursive.1");
    expect(names.at(-1), "unknown behind all").toBe("agg_keygen");
  });

  it("adds both up by one era: the newer of the two", async () => {
    const plain = metricsJson(["total_proof_time_ms 500 group=app_proof segment=0"]);
    const newer = metricsJson([
      "total_proof_time_ms 400 group=app_proof segment=0",
      "prover.openings_time_ms 100 group=app_proof segment=0",
    ]);
    expect((await view(plain, { before: newer })).overview.era).toBe("2.0");
  });
});

describe("older eras", () => {
  it("1.3: executions one after the other, opcodes not counted twice, no projection", async () => {
    const shown = await view(fixture("metrics-1.3.json"));
    expect(shown.overview).toMatchObject({ era: "1.3", bounded: null });
    // 3.89 s and 3.3 s; at once: 2.01 s and the 0.18 s of the other execution, 3.3 s.
    expect(shown.overview.serial.now).toBeCloseTo(7.19, 9);
    expect(shown.overview.parallel.now).toBeCloseTo(2.01 + 0.18 + 3.3, 9);
    expect(picture(tableOf(shown, "opcodes"), ["instructions"])).toEqual(["ledger_program | ADD | 200000"]);
    expect(shown.projection).toEqual([]);
  });

  it("1.4 to 1.5: a proof time that the file does not have is added up", async () => {
    const shown = await view(fixture("metrics-1.5.json"));
    expect(shown.overview).toMatchObject({ era: "1.5", decided: false, toldBy: "execute_preflight_time_ms" });
    expect(picture(tableOf(shown, "segments"), ["execute", "trace", "prove", "proofTime"], 1)).toEqual([
      "app_proof | segment 0 | 9 | 20 | 300 | 329",
    ]);
  });

  it("can be asked for", async () => {
    const shown = await view(fixture("metrics-1.5.json"), { version: "1.4" });
    expect(shown.overview).toMatchObject({ era: "1.4", decided: true, toldBy: "", bounded: null });
  });

  it("those that are not known are refused by name", async () => {
    const preview = metricsJson(["execute_pure_time_ms 5 group=app_proof"]);
    await expect(view(preview)).rejects.toThrow(/execute_pure_time_ms is a metric of OpenVM 2\.1\.0-preview/);
    await expect(view(fixture("metrics-1.5.json"), { version: "2.1.0-preview" })).rejects.toSatisfy((error) =>
      CycleLensError.is(error, "usage"),
    );
  });
});

describe("a projection", () => {
  it("is that of the reports for their number of provers, and proof by proof for one", async () => {
    const shown = await view(fixture("metrics-1.5.json"), { provers: 4 });
    expect(project(shown.projection, 4).total).toBe(shown.overview.bounded!.now);
    expect(project(shown.projection, 1).total).toBeCloseTo(shown.overview.serial.now!, 9);
    expect(project(shown.projection, 1000).total).toBeCloseTo(shown.overview.parallel.now!, 9);
  });

  it("gives proof i to prover i mod N", async () => {
    const shown = await view(
      metricsJson([1, 2, 4, 8].map((ms, i) => `total_proof_time_ms ${ms}000 group=leaf idx=${i}`)),
      { version: "2.0" },
    );
    expect(project(shown.projection, 2)).toEqual({ total: 10, groups: [10] });
    expect(project(shown.projection, 3)).toEqual({ total: 9, groups: [9] });
  });
});

describe("pages", () => {
  it("sort numbers in names as numbers, and unknown figures last in both directions", async () => {
    const segments = tableOf(await view(fixture("metrics-1.5.json")), "segments");
    const names = (part: Partial<PageQuery>) =>
      Array.from(orderOf(segments, query(part)), (row) => segments.texts[1]!.text[row]);
    expect(names({ sort: 1, filter: "app_proof" }).slice(0, 12)).toEqual(
      Array.from({ length: 12 }, (_, i) => `segment ${i}`),
    );
    const insns = 2 + segments.figures.findIndex(({ key }) => key === "memory");
    expect(insns).toBe(1);
    const airs = tableOf(await view(fixture("metrics-2.0.json")), "airs");
    const used = airs.texts.length + airs.figures.findIndex(({ key }) => key === "cellsUsed");
    for (const descending of [true, false]) {
      const order = orderOf(airs, query({ sort: used, descending }));
      const figures = Array.from(order, (row) => airs.figures[used - 2]!.now[row]!);
      const firstUnknown = figures.findIndex(Number.isNaN);
      expect(figures.slice(firstUnknown).every(Number.isNaN), String(descending)).toBe(true);
    }
  });

  it("filter by several words in any column, whatever the case", async () => {
    const metrics = tableOf(await view(fixture("metrics-1.5.json")), "metrics");
    const order = orderOf(metrics, query({ filter: "LEAF trace_gen" }));
    expect(Array.from(order, (row) => metrics.texts.map(({ text }) => text[row]).join(" "))).toEqual([
      "leaf trace_gen_time_ms ",
    ]);
    expect(orderOf(metrics, query({ filter: "no such" })).length).toBe(0);
  });

  it("are cut and never out of range", async () => {
    const segments = tableOf(await view(fixture("metrics-1.5.json")), "segments");
    const order = orderOf(segments, query({}));
    expect(pageOf(segments, order, 15, 100)).toMatchObject({ from: 15, matches: 18 });
    expect(pageOf(segments, order, 15, 100).rows).toHaveLength(3);
    expect(pageOf(segments, order, 1e9, 100).rows).toHaveLength(1);
    expect(pageOf(segments, order, -5, NaN)).toEqual({ from: 0, matches: 18, rows: [] });
    expect(pageOf(segments, new Int32Array(0), 0, 10)).toEqual({ from: 0, matches: 0, rows: [] });
  });
});

describe("a run that was executed, not proven: no figure has a group", () => {
  const executed = metricsJson(
    ["execute_metered_insn_mi/s 18.5"],
    [
      "execute_metered_insns 87418",
      "metered_memory_bytes 400 segment=0",
      "metered_memory_bytes 300 segment=1",
      "metered_rows_unpadded 7 segment=0 air_name=Alu air_id=3",
      "constraints 4 air_name=Alu air_id=3",
    ],
  );

  it("has its instructions as a figure of the run, and its metrics without a group", async () => {
    const shown = await view(executed);
    expect(shown.overview.instructions).toEqual({ now: 87418, before: null });
    expect(picture(tableOf(shown, "metrics"), ["avg", "sum", "max", "min", "count"], 9)).toEqual([
      " | execute_metered_insns |  | 87418 | 87418 | 87418 | 87418 | 1",
      " | execute_metered_insn_mi/s |  | 18.5 | · | 18.5 | 18.5 | 1",
      " | metered_memory_bytes |  | 350 | 700 | 400 | 300 | 2",
    ]);
  });

  it("compared with the run before", async () => {
    const shown = await view(executed, { before: executed.replace("87418", "90000") });
    expect(shown.overview.instructions).toEqual({ now: 87418, before: 90000 });
  });
});

describe("bad input", () => {
  it("NaN and infinite figures are unknown, and said to be", async () => {
    const shown = await view(
      metricsJson(
        [
          "total_proof_time_ms 100 group=app_proof segment=0",
          "trace_gen_time_ms NaN group=app_proof segment=0",
          "verify_time_ms inf",
        ],
        ["cells inf group=app_proof air_name=A segment=0", "cells 5 group=app_proof air_name=A segment=1"],
      ),
      { version: "2.0" },
    );
    expect(picture(tableOf(shown, "segments"), ["proofTime", "trace"])).toEqual([
      "app_proof | segment 0 | 100 | ·",
    ]);
    expect(picture(tableOf(shown, "airs"), ["cells"])).toEqual(["app_proof | A | 5"]);
    expect(shown.overview.phases.find(({ id }) => id === "verify")!.time.now).toBeNull();
    expect(shown.overview.warnings.join("\n")).toMatch(/3 figures are no finite number/);
    expect(shown.overview.warnings.join("\n")).toMatch(/1 count of cells or instructions is below 0/);
  });

  it("label sets that collide: the tables show the first where the tool does, and it is said", async () => {
    const twice = metricsJson(
      ["execute_time_ms 1 group=app segment=0"],
      ["cells 5 group=app air_name=A segment=0", "cells 7 group=app air_name=A segment=0"],
    );
    const shown = await view(twice, { version: "1.3" });
    expect(picture(tableOf(shown, "airs"), ["cells"])).toEqual(["app | A | 5"]);
    expect(shown.overview.warnings.join()).toMatch(/1 figure stands more than once under the same labels/);
    const later = await view(twice, { version: "1.5" });
    expect(picture(tableOf(later, "airs"), ["cells"])).toEqual(["app | A | 12"]);
  });

  it("instructions that disagree: no sums, but the tables that need none", async () => {
    const shown = await view(
      metricsJson(
        ["total_proof_time_ms 100 group=app_proof segment=0"],
        [
          "execute_metered_insns 10 group=app_proof",
          "execute_preflight_insns 11 group=app_proof segment=0",
          "cells 5 group=app_proof air_name=A segment=0",
        ],
      ),
      { version: "2.0" },
    );
    expect(shown.overview.problem).toMatch(
      /execute_metered_insns adds up to 10, execute_preflight_insns to 11/,
    );
    expect(shown.overview.serial.now).toBeNull();
    expect(picture(tableOf(shown, "airs"), ["cells"])).toEqual(["app_proof | A | 5"]);
    expect(picture(tableOf(shown, "segments"), ["proofTime"])).toEqual(["app_proof | segment 0 | 100"]);
    expect(shown.projection).toEqual([]);
  });

  it("an error names the file: two are read for a comparison", async () => {
    const broken = `{"counter": [{"labels": [], "metric": "cells", "value": 5}]}`;
    await expect(view(broken)).rejects.toThrow(/^metrics\.json: no OpenVM metrics: value is no string/);
  });

  it("a file without any figure is told to be one", async () => {
    const shown = await view(`{"counter":[],"gauge":[]}`);
    expect(shown.overview.warnings.join()).toMatch(/no figures/);
    expect(shown.overview.serial.now).toBeNull();
  });

  it("names come out harmless; those that only then are equal stay rows of their own", async () => {
    const shown = await view(
      metricsJson(
        [],
        [
          "cells 1 group=g air_name=a\u202eb",
          "cells 2 group=g air_name=a\u202db",
          "cells 3 group=g\u0000 air_name=a",
        ],
      ),
    );
    expect(picture(tableOf(shown, "airs"), ["cells"])).toEqual([
      "g | a\ufffdb | 1",
      "g | a\ufffdb | 2",
      "g\ufffd | a | 3",
    ]);
  });
});
