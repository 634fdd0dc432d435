import { describe, expect, it } from "vitest";
import { OpenvmCrash } from "../../../src/core/openvm/crash";
import { linesOf, metricsJson, report, totals } from "./metricsJson";

/** Two segments and a leaf, as 1.3 writes them: 100 + 20 + 300 and 50 + 10 + 200; the leaf 5 + 5 + 90. */
const old = metricsJson([
  ...segment(0, 100, 20, 300),
  ...segment(1, 50, 10, 200),
  "execute_time_ms 5 group=leaf idx=0",
  "trace_gen_time_ms 5 group=leaf idx=0",
  "stark_prove_excluding_trace_time_ms 90 group=leaf idx=0",
]);

function segment(i: number, execute: number, trace: number, prove: number, first = "execute"): string[] {
  const labels = `group=app segment=${String(i)}`;
  return [
    `${first}_time_ms ${String(execute)} ${labels}`,
    `trace_gen_time_ms ${String(trace)} ${labels}`,
    `stark_prove_excluding_trace_time_ms ${String(prove)} ${labels}`,
  ];
}

/** Four segments of 100 ms and one metered run of 40 ms. */
const metered = metricsJson([
  ...[0, 1, 2, 3].flatMap((i) => segment(i, 10, 20, 70, "execute_preflight")),
  "execute_metered_time_ms 40 group=app",
  "total_proof_time_ms 777 group=app_keygen",
]);

describe("1.3", () => {
  it("parallel proofs wait for the execution of the other segments", async () => {
    // 420 + 260 + 100; the longest segment 420, the execution that is not its own 50, the leaf 100.
    expect(await totals("1.3", old)).toEqual({ total: 0.78, parallel: 0.57 });
  });

  it("prints a summary, a table a group and the details", async () => {
    const { markdown, detailed, svg } = await report("1.3", old);
    expect(markdown.split("\n").slice(0, 11)).toEqual([
      "| Summary | Proof Time (s) | Parallel Proof Time (s) |",
      "|:---|---:|---:|",
      "| Total |  0.78 |  0.57 |",
      "| app |  0.68 |  0.42 |",
      "| leaf |  0.10 |  0.10 |",
      "",
      "",
      "| app |||||",
      "|:---|---:|---:|---:|---:|",
      "|metric|avg|sum|max|min|",
      "| `total_proof_time_ms ` |  340 |  680 |  420 |  260 |",
    ]);
    expect(markdown.endsWith("\n\n</details>\n\n")).toBe(true);
    expect(linesOf(markdown, "| leaf | 0 |")).toEqual(["| leaf | 0 | 5 | 100 | 90 | 5 | "]);
    expect([detailed, svg]).toEqual([null, null]);
  });

  it("a proof time without a time of execution is the tool's crash", async () => {
    const given = metricsJson(["total_proof_time_ms 5 group=app"]);
    await expect(report("1.3", given)).rejects.toBeInstanceOf(OpenvmCrash);
  });
});

describe("1.4 to 2.0", () => {
  it("the metered run is added once, key generation never", async () => {
    expect(await totals("1.4", metered)).toEqual({ total: 0.44, parallel: 0.14 });
  });

  it.each([
    ["1.4", 2, "| app |  0.40 |  0.10 |"],
    ["1.4.3", 2, "| app |  0.44 |  0.14 |  0.24 |"],
    ["1.5", 3, "| app |  0.44 |  0.14 |  0.24 |"],
    ["2.0", 4, "| app |  0.44 |  0.14 |  0.14 |"],
    ["2.0", 0, "| app |  0.44 |  0.14 |  0.04 |"],
  ])("%s with %d provers: %s", async (version, provers, line) => {
    const { markdown } = await report(version, metered, { provers });
    expect(linesOf(markdown, "| app | ")[0]).toBe(line);
  });

  it("counts of instructions that disagree are the tool's crash, but not in key generation", async () => {
    const counts = (group: string): string =>
      metricsJson([`execute_metered_insns 7 group=${group}`, `execute_preflight_insns 8 group=${group}`]);
    await expect(report("1.4", counts("app"))).rejects.toThrow(/7, execute_preflight_insns to 8/);
    await expect(report("1.3", counts("app"))).resolves.toBeDefined();
    await expect(report("2.0", counts("app_keygen"))).resolves.toBeDefined();
  });

  it("differences are to what both runs have", async () => {
    const previous = metricsJson(["trace_gen_time_ms 10 group=leaf"]);
    const now = metricsJson([
      "trace_gen_time_ms 15 group=leaf",
      "main_cells_used 3 group=leaf",
      "rows 1 group=new",
    ]);
    const { markdown } = await report("1.5", now, { previous });
    const change = "<span style='color: red'>(+5 [+50.0%])</span> 15";
    expect(linesOf(markdown, "| `")).toEqual([
      "| `main_cells_used     ` |  3 |  3 |  3 |  3 |",
      `| \`trace_gen_time_ms   \` | ${[change, change, change, change].join(" | ")} |`,
    ]);
  });

  it("spans: left out until 1.4.3, added up since 1.5", async () => {
    const text = metricsJson(
      [],
      [
        "frequency 5 group=app opcode=ADD segment=0 cycle_tracker_span=main;a dsl_ir=x",
        "frequency 7 group=app opcode=ADD segment=0 cycle_tracker_span=main;b",
        "frequency 2 group=app opcode=ADD segment=0",
        "frequency 99 group=app opcode=MUL segment=10 cycle_tracker_span=main",
        "frequency 1 group=app opcode=BEQ segment=2 dsl_ir=y",
      ],
    );
    const before = (await report("1.4.3", text)).markdown;
    expect(linesOf(before, "| app | ").slice(-2)).toEqual([
      "| app | y | BEQ | 2 | 1 | ",
      "| app | ADD | 0 | 2 | ",
    ]);
    const { detailed, markdown } = await report("2.0", text);
    // Segments are texts: 10 stands before 2.
    expect(linesOf(detailed, "| app | ")).toEqual([
      "| app | ADD | 0 | 14 | ",
      "| app | MUL | 10 | 99 | ",
      "| app | BEQ | 2 | 1 | ",
    ]);
    expect(markdown).toContain(
      "| group | opcode | frequency |\n| --- | --- | --- |\n| app | MUL | 99 |\n| app | ADD | 14 |\n| app | BEQ | 1 |\n",
    );
  });

  it("label sets that collide: the first figure stands until 1.4.3, all count for the average", async () => {
    const text = metricsJson(["trace_gen_time_ms 10 group=leaf", "trace_gen_time_ms 20 group=leaf"]);
    const table = (markdown: string | null): string | undefined => linesOf(markdown, "| leaf | ").at(-1);
    expect(table((await report("1.4", text)).markdown)).toBe("| leaf | 10 | ");
    expect(table((await report("1.5", text)).markdown)).toBe("| leaf | 30 | ");
    expect(linesOf((await report("1.4", text)).markdown, "| `trace")).toEqual([
      "| `trace_gen_time_ms   ` |  15 |  30 |  20 |  10 |",
    ]);
  });

  it("phases, blobs and memory of the GPU are 2.0's", async () => {
    const memory = (name: string, bytes: number): string =>
      `gpu_mem.${name} ${String(bytes)} group=app module=prover segment=0`;
    const text = metricsJson([
      "stark_prove_excluding_trace_time_ms 70 group=leaf phase=prover",
      "trace_gen_time_ms 5 group=leaf",
      "generate_blob_time_ms 2 group=leaf idx=0 air=A",
      "generate_blob_time_ms 3 group=leaf idx=0 air=B",
      memory("timestamp_ms", 1000),
      memory("current_bytes", 2 ** 30),
      memory("local_peak_bytes", 2 ** 31),
      memory("reserved_bytes", 2 ** 31),
    ]);
    const { markdown, detailed, svg } = await report("2.0", text);
    expect(linesOf(markdown, "| ").slice(2, 8)).toEqual([
      "| leaf |||||",
      "| `trace_gen_time_ms   ` |  5 |  5 |  5 |  5 |",
      "| `generate_blob_total_time_ms` |  5 |  5 |  5 |  5 |",
      "| __Prover__ |||||",
      "| `stark_prove_excluding_trace_time_ms` |  70 |  70 |  70 |  70 |",
      "| Module | Max (GB) | Max At |",
    ]);
    expect(markdown).toContain("| prover | 2.00 | app.0 |\n");
    expect(detailed).not.toContain("gpu_mem");
    expect(svg?.match(/<path /g)).toHaveLength(3);
    expect((await report("1.5", text)).svg).toBeNull();
  });
});

describe("samples of the GPU's memory come in the order of their labels, whatever the file's is", () => {
  const gb = (n: number): string => String(n * 2 ** 30);
  const sample = (time: number, peak: number, labels: string): string[] => [
    `gpu_mem.timestamp_ms ${String(time)} ${labels}`,
    `gpu_mem.current_bytes ${gb(peak)} ${labels}`,
    `gpu_mem.local_peak_bytes ${gb(peak)} ${labels}`,
    `gpu_mem.reserved_bytes ${gb(4)} ${labels}`,
  ];
  const of = (order: readonly number[]): string => {
    const samples = [
      sample(5, 1, "group=app module=b segment=10"),
      sample(5, 3, "group=app module=a segment=2"),
      sample(5, 3, "group=app module=a segment=10"),
      sample(9, 1, "group=app module=b segment=9"),
    ];
    return metricsJson(order.flatMap((i) => samples[i]!));
  };

  it.each([[[0, 1, 2, 3]], [[3, 2, 1, 0]], [[1, 3, 0, 2]]])("%j", async (order) => {
    const { markdown, svg } = await report("2.0", of(order));
    // Of equal peaks the last one in order of the labels, as texts: segment 2 stands behind 10, 9 as well.
    expect(linesOf(markdown, "| a | ").concat(linesOf(markdown, "| b | "))).toEqual([
      "| a | 3.00 | app.2 |",
      "| b | 1.00 | app.9 |",
    ]);
    // At one time: a.10, a.2, b.10.
    expect(svg).toContain(
      `d="M60.0,138.6 L60.0,138.6 L60.0,279.5 L780.0,279.5" fill="none" stroke="#2563eb"`,
    );
  });

  it("modules of equal peaks stand in order of their names", async () => {
    const text = metricsJson([..."zam"].flatMap((module, i) => sample(i, 2, `group=app module=${module}`)));
    const rows = linesOf((await report("2.0", text)).markdown, "| ").filter((line) =>
      line.includes(" 2.00 |"),
    );
    expect(rows.map((line) => line.charAt(2))).toEqual(["a", "m", "z"]);
  });
});

describe("hostile files", () => {
  it.each(["", "é", "\u{1f600}x"])("the phase %j breaks the tool", async (phase) => {
    const text = metricsJson([`trace_gen_time_ms 1 group=leaf phase=${phase}`]);
    await expect(report("2.0", text)).rejects.toBeInstanceOf(OpenvmCrash);
    await expect(report("1.5", text)).resolves.toBeDefined();
  });

  it("10,000 groups are ordered by stage and name", async () => {
    const groups = Array.from(
      { length: 10_000 },
      (_, i) => `trace_gen_time_ms ${String(i)} group=g${String(i)}`,
    );
    const { markdown } = await report("2.0", metricsJson([...groups, "trace_gen_time_ms 1 group=leaf"]));
    const names = linesOf(markdown, "| ").filter((line) => line.endsWith(" |||||"));
    expect(names).toHaveLength(10_001);
    expect(names.slice(0, 3)).toEqual(["| g0 |||||", "| g1 |||||", "| g10 |||||"]);
    expect(names.at(-1)).toBe("| leaf |||||");
  });

  it("20,000 metrics in one label set, and NaN and infinity as the tool adds them up", async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `m${String(i)} 1 group=g`);
    const { detailed } = await report(
      "2.0",
      metricsJson([...many, "trace_gen_time_ms nan group=h", "trace_gen_time_ms inf group=i"]),
    );
    expect(linesOf(detailed, "| g | ")[0]!.split(" | ")).toHaveLength(20_003);
    const { markdown } = await report("2.0", metricsJson(["trace_gen_time_ms nan group=h"]));
    expect(linesOf(markdown, "| `trace")).toEqual([
      "| `trace_gen_time_ms   ` |  0 |  0 |  0 |  9,223,372,036,854,775,807 |",
    ]);
  });

  it("bars and markup in names stay as they are: the bytes are the tool's", async () => {
    const { detailed } = await report("2.0", metricsJson(["rows 1 group=<b>|x"]));
    expect(detailed).toContain("| <b>|x | 1 | \n");
  });

  it("names that objects have of their own are names like others", async () => {
    const text = metricsJson(["__proto__ 1 group=constructor", "trace_gen_time_ms 2 group=__proto__"]);
    const { markdown } = await report("2.0", text);
    expect(linesOf(markdown, "| __proto__")).toEqual(["| __proto__ |||||"]);
  });
});
