import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { importPart, importers } from "../../../src/core/importers/detect";
import { isOpenvmMetrics } from "../../../src/core/importers/openvmMetrics";
import type { Profile } from "../../../src/core/profile/model";
import { profileFromJson } from "../../../src/core/profile/fromJson";
import { profileToJson } from "../../../src/core/profile/json";
import { foldedReport } from "../../../src/core/report/folded";
import { metricsJson, source } from "./metricsJson";
import { fixture } from "./viewOfText";

async function profile(text: string, sizes?: readonly number[]): Promise<Profile> {
  const part = await importPart(source(text, sizes));
  expect(part.format).toBe("openvm-metrics");
  return part.profile!;
}

function rows({ functions }: Profile, metric: string): string[] {
  return functions.name.map(
    (name, row) =>
      `${functions.crate[row]!} ${name} ${String(functions.self[metric]![row])} ${String(functions.total[metric]![row])}`,
  );
}

describe("OpenVM metrics as a profile", () => {
  it("is group › spans › opcode › AIR; a frame's crate is its kind", async () => {
    const found = await profile(
      metricsJson(
        [],
        [
          "cells 100 group=app air_name=Alu segment=0",
          "cells 50 group=app air_name=Alu segment=1",
          "rows 10 group=app air_name=Alu segment=0",
          "cells_used 30 group=app air_name=Alu opcode=ADD dsl_ir= cycle_tracker_span=main;hash segment=0",
          "cells_used 12 group=app air_name=Alu opcode=ADD dsl_ir= cycle_tracker_span=main segment=0",
          "frequency 3 group=app opcode=ADD dsl_ir= cycle_tracker_span=main;hash segment=0",
        ],
      ),
    );
    expect(found.metrics.map(({ id }) => id)).toEqual(["cells", "cells_used", "instructions", "rows"]);
    expect(rows(found, "cells")).toEqual([
      "AIR Alu 150 150",
      "group app 0 150",
      "opcode ADD 0 0",
      "span hash 0 0",
      "span main 0 0",
    ]);
    expect(foldedReport(found, "cells_used").split("\n").sort()).toEqual(
      ["", "app;main;ADD;Alu 12", "app;main;hash;ADD;Alu 30"].sort(),
    );
    expect(found.opcodes).toEqual([{ name: "add", kind: "base", count: 3, cost: 42, frops: null }]);
    expect(found.totals).toMatchObject({ cells: 150, cells_used: 42, instructions: 3, rows: 10 });
  });

  it("has times as totals and groups as tags", async () => {
    const found = await profile(fixture("metrics-2.0.json"));
    expect(found.totals["proof_time_ms"]).toBe(3720.5);
    expect(found.tags[0]).toEqual({
      name: "app_proof",
      metric: "ms",
      calls: 3,
      total: 671,
      min: 130,
      max: 276,
    });
    expect(found.source.variant).toBe("2.0");
  });

  it("of a run that was not proven has the instructions that were executed", async () => {
    const plain = `{"counter": [{"metric": "execute_e1_insns", "labels": [], "value": "485336444"}]}`;
    expect((await profile(plain)).totals).toMatchObject({ execute_e1_insns: 485336444, proof_time_ms: null });
    const odd = plain.replace("485336444", "inf");
    expect((await profile(odd)).totals).toMatchObject({ execute_preflight_insns: null });
  });

  it("counts instructions once: 1.3 writes those in spans once more without", async () => {
    const found = await profile(fixture("metrics-1.3.json"));
    expect(found.totals["instructions"]).toBe(200_000);
  });

  it("of a later version counts opcodes by AIR where there are no spans", async () => {
    const found = await profile(
      metricsJson([], ["opcode_count 7 group=app air_name=Alu air_id=3 opcode=ADD segment=0"]),
    );
    expect(found.totals["instructions"]).toBe(7);
  });

  it("is the same in chunks of any size, and from its own JSON", async () => {
    const text = fixture("metrics-2.0.json");
    const whole = await profile(text);
    expect(await profile(text, [997, 13])).toEqual(whole);
    const again = profileFromJson(JSON.parse(JSON.stringify(profileToJson(whole, { full: true }))));
    expect(again.functions).toEqual(whole.functions);
  });

  it("half a file is truncated, with what it has", async () => {
    const text = fixture("metrics-2.0.json");
    const found = await profile(text.slice(0, text.length / 2));
    expect(found.outcome.status).toBe("truncated");
    expect(found.totals["cells"]).toBeGreaterThan(0);
  });

  it("without profiling says what it lacks; figures that are no counts are left out", async () => {
    const plain = await profile(
      metricsJson(
        [],
        ["cells 5 group=g air_name=A", "cells nan group=g air_name=A", "cells -3 group=g air_name=B"],
      ),
    );
    expect(plain.totals["cells"]).toBe(5);
    expect(plain.warnings.join("\n")).toMatch(/2 figures are no counts/);
    expect(plain.warnings.join("\n")).toMatch(/opcodes and spans are not in the file/);
    const bare = await profile(metricsJson(["execute_time_ms 5 group=g"]));
    expect(bare.warnings.join("\n")).toMatch(/no cells or rows of AIRs/);
    expect(bare.functions.length).toBe(0);
  });

  it("of a version whose times are not known has cells all the same", async () => {
    const found = await profile(
      metricsJson(["execute_pure_time_ms 5 group=g"], ["cells 5 group=g air_name=A"]),
    );
    expect(found.totals["cells"]).toBe(5);
    expect(found.warnings.join()).toMatch(/2\.1\.0-preview/);
  });

  it("a span of 100,000 frames is refused, not held", async () => {
    const deep = Array<string>(100_000).fill("f").join(";");
    const text = metricsJson([], [`frequency 1 group=g opcode=ADD cycle_tracker_span=${deep}`]);
    await expect(importPart(source(text))).rejects.toThrow(/more than 4096 frames/);
  });
});

describe("what a metrics file looks like", () => {
  const head = (text: string) => new TextEncoder().encode(text);
  it.each([
    ["as OpenVM writes it", fixture("metrics-2.0.json")],
    ["gauges only", `{"gauge":[{"labels":[],"metric":"m","value":"1"}]}`],
    ["another list in front", `{"histogram":[1,2],"counter":[{"metric":"m","labels":[],"value":"1"}]}`],
    ["with a byte order mark", `\ufeff{"counter":[],"gauge":[]}`],
  ])("%s: is one", (_, text) => expect(isOpenvmMetrics(head(text.slice(0, 65536)))).toBe(true));
  it.each([
    ["npm's", `{"name":"metrics","version":"1.0.0"}`],
    ["a list", `[{"labels":[],"metric":"m","value":"1"}]`],
    ["another tool's counters", `{"counter":[{"name":"requests","count":3}]}`],
    ["counters by name", `{"counter":{"labels":[]}}`],
    ["text", `"counter": [{"labels"`],
    ["nothing", ""],
  ])("%s: is none", (_, text) => expect(isOpenvmMetrics(head(text))).toBe(false));

  it("no other importer takes it for its own, and it takes none of theirs", () => {
    const bytes = head(fixture("metrics-2.0.json"));
    expect(importers.filter((one) => one.detect(bytes, "metrics.json")).map(({ format }) => format)).toEqual([
      "openvm-metrics",
    ]);
  });
});

const shared = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/openvm-prof");
describe.skipIf(!existsSync(shared) && process.env["CYCLELENS_REQUIRE_SHARED"] !== "1")(
  "real figures",
  () => {
    it("cells of AIRs add up to what OpenVM says of the whole", async () => {
      const text = readFileSync(path.join(shared, "golden/v2.0.1_main_diff/keccak.json"), "utf8");
      const { gauge, counter } = JSON.parse(text) as Record<string, { metric: string; value: string }[]>;
      const sum = [...gauge!, ...counter!]
        .filter(({ metric }) => metric === "total_cells")
        .reduce((all, { value }) => all + Number(value), 0);
      expect((await profile(text)).totals["cells"]).toBe(sum);
    });
  },
);
