import { describe, expect, it } from "vitest";
import { listedPicture, partOf, profileOf, profileOfText, recordedText } from "./reports";

describe("the forms of the text report", () => {
  it.each([
    // file, variant, version, steps, main, opcodes, precompiles, memory, base, total, frops
    ["f1-0.13/report.txt", "F1", "0.13.0", 4753, 323204, 30057, 1152972, 29309, 293601280, 295136822, 93079],
    ["f1-0.14/report.txt", "F1", "0.14.0", 4879, 331772, 30057, 1152972, 31577, 293601280, 295147658, 93079],
    ["f2-0.15/report.txt", "F2", "0.15.0", 4880, 331840, 30057, 1152972, 31577, 293601280, 295147726, 93079],
    ["f2-0.16.0/report.txt", "F2", "0.16.0", 4880, 331840, 38999, 679950, 31577, 293601280, 294683646, 68711],
    ["f3-0.16.1/report.txt", "F3", "0.16.1", 4880, 331840, 38999, 679950, 31577, 293601280, 294683646, 68711],
    ["f4-0.18/report.txt", "F4", null, 4880, 331840, 38999, 679950, 31577, 293601280, 294683646, 68711],
    ["1.4-tags/report.txt", "1.4", "1.4.0-alpha", 1003, 62186, 22192, 0, 3111, 285212672, 285300161, 13374],
  ])(
    "%s is %s",
    async (file, variant, version, steps, main, opcodes, precompiles, memory, base, total, frops) => {
      const profile = await profileOf([file]);
      expect(profile.source).toEqual({ format: "zisk-report", variant, files: [file] });
      expect(profile.engine).toEqual({ name: "ziskemu", version });
      expect(profile.outcome).toEqual({ status: "ok", message: null });
      expect(profile.totals).toEqual({
        steps,
        main,
        opcodes,
        precompiles,
        memory,
        base,
        total,
        frops,
        variable: main + opcodes + precompiles + memory,
      });
    },
  );

  it("lists self figures in 0.13 and 0.14, inclusive ones later, and says which", async () => {
    const old = await profileOf(["f1-0.13/report.txt"]);
    expect(old.listed).toMatchObject({ rule: "ziskemu-0.13", inclusive: false, disabled: false });
    expect(listedPicture(old).slice(0, 3)).toEqual([
      "ziskos::zisklib::lib::keccak256::keccak256 · 9 1153584",
      "mini::math::fib · 2916 225562",
      "mini::math::leaf · 763 65349",
    ]);
    expect(Object.keys(old.functions.total)).toEqual([]);
    expect(old.functions.self["cost"]?.[0]).toBe(1153584);

    const later = await profileOf(["f4-0.18/report.txt"]);
    expect(later.listed).toMatchObject({ rule: "ziskemu-0.15", inclusive: true });
    expect(listedPicture(later)).toEqual([
      "<mini::Tree as mini::hash::Hasher>::update::{{closure}} 3 135 691794",
      "ziskos::zisklib::lib::keccak256::keccak256 9 18 681714",
      "mini::math::fib 177 2917 235896",
      "mini::math::leaf 2 765 63477",
      "mini::mem::unaligned 1 489 43813",
      "mini::math::tail 1 267 21946",
      "puts_ 2 162 14268",
    ]);
    expect(Object.keys(later.functions.self)).toEqual([]);
    expect(later.warnings).toContain(
      "functions are the emulator's list: inclusive figures, self figures are not known from a report alone",
    );
  });

  it("leaves a function that one list lacks unknown where recursion hid it (0.16.1)", async () => {
    expect(listedPicture(await profileOf(["f3-0.16.1/report.txt"]))).toContain(
      "mini::math::fib 177 · 470000",
    );
  });

  it("tells precompiles by name in one table and by section in two", async () => {
    const one = await profileOf(["f4-0.18/report.txt"]);
    const row = (name: string) => one.opcodes.find((op) => op.name === name);
    expect(row("keccak")).toEqual({
      name: "keccak",
      kind: "precompile",
      count: 9,
      cost: 679950,
      frops: null,
    });
    expect(row("add")).toEqual({
      name: "add",
      kind: "base",
      count: 660,
      cost: 16500,
      frops: { count: 556, cost: 13900 },
    });
    // Only frequent executions: no row in the cost table.
    expect(row("mul")).toEqual({
      name: "mul",
      kind: "base",
      count: 0,
      cost: 0,
      frops: { count: 151, cost: 14345 },
    });
    const two = await profileOf(["1.4-panic/report.txt"]);
    expect(two.opcodes.filter((op) => op.kind === "precompile").map((op) => op.name)).toEqual([
      "dma_memcpy",
      "dma_xmemset",
    ]);
  });

  it("reads the blocks of single functions", async () => {
    const [work] = (await profileOf(["1.4-tags/report.txt"])).details;
    expect(work).toMatchObject({
      name: "work",
      steps: 579,
      cost: 53584,
      main: 35898,
      opcodesCost: 17686,
      precompiles: 0,
      memory: 0,
      callers: [{ name: "main", calls: 11, steps: 579 }],
    });
    expect(work?.opcodes[0]).toEqual({ name: "divu", kind: "base", count: 75, cost: 7275, frops: null });
    const fib = (await profileOf(["f4-0.18/report.txt"])).details.find((d) => d.name === "mini::math::fib");
    expect(fib).toMatchObject({ steps: 2917, cost: 235896, main: null, memory: null });
    expect(fib?.callers).toEqual([
      { name: "mini::math::fib", calls: 176, steps: 16280 },
      { name: "main", calls: 1, steps: 2917 },
    ]);
  });

  it("reads profile tags, whose names may have blanks", async () => {
    expect((await profileOf(["1.4-tags/report.txt"])).tags).toEqual([
      { name: "steps only", metric: "steps", calls: 4, total: 81, min: 9, max: 31 },
      { name: "both", metric: "steps", calls: 1, total: 30, min: 30, max: 30 },
      { name: "all", metric: "cost", calls: 1, total: 58784, min: 58784, max: 58784 },
      { name: "loop body", metric: "cost", calls: 4, total: 25650, min: 4452, max: 8380 },
      { name: "both", metric: "cost", calls: 1, total: 2473, min: 2473, max: 2473 },
    ]);
  });

  it("reads the marks of 0.15 and 0.16", async () => {
    const rule = "-".repeat(158);
    const head =
      "MARK_ID  INDEX  COUNT  STEPS  %  TOTAL COST  %  MAIN COST  OPCODE COST  PRECOMPILE COST  MEMORY COST";
    const row =
      "hash      0      3     135   2.77%     691,794   0.23%      9,180      1,584      679,950      1,080";
    const text = recordedText("f2-0.15/report.txt").trimEnd() + `\n\n${rule}\n${head}\n${rule}\n${row}\n\n`;
    expect((await profileOfText(text)).tags).toEqual([
      { name: "hash", metric: "steps", calls: 3, total: 135, min: null, max: null },
      { name: "hash", metric: "cost", calls: 3, total: 691794, min: null, max: null },
    ]);
  });

  it("reads memory tables, the finer one where both are there, and the public output of -c", async () => {
    const profile = await profileOf(["1.4-mem/breakdown.txt"]);
    expect(profile.memory[0]).toEqual({ class: "ram stack aligned 8b read", count: 82, cost: 902 });
    expect(profile.memory.length).toBe(52);
    expect(profile.memory.reduce((sum, row) => sum + row.cost!, 0)).toBe(profile.totals["memory"]);
    expect(profile.output.publicHex).toMatch(/^31dc66150{504}$/);
    expect(profile.output.text).toBe("0005c4a41566dc31\n");
    const coarse = recordedText("1.4-mem/breakdown.txt").replace(/DETAILED MEM COST[^]*?\n\n/, "");
    expect((await profileOfText(coarse)).memory[0]).toEqual({
      class: "ram stack aligned",
      count: 128,
      cost: 1730,
    });
  });

  it("takes breakdown rows for what they are: parts of the row above", async () => {
    const { opcodes } = await profileOf(["1.4-mem/breakdown.txt"]);
    expect(opcodes.map((op) => op.name)).not.toContain("add_hi0");
    expect(opcodes.find((op) => op.name === "add")).toMatchObject({ count: 1011, cost: 14490 });
  });

  it("turns a full histogram into counts that add up", async () => {
    const part = await partOf(recordedText("f4-0.18/X_S_D_H_all.txt"));
    expect(part.counts).toMatchObject({ internal: "offset", complete: true });
    expect(part.counts!.count.reduce((a, b) => a + b)).toBe(4880);
    const cut = await partOf(
      recordedText("f4-0.18/X_S_D_H_all.txt").replace(/ +1 +0\.02% {2}0x[^\n]*\n/g, ""),
    );
    expect(cut.counts?.complete).toBe(false);
  });

  it("knows usage and regions", async () => {
    const profile = await profileOf(["1.4-panic/report.txt"]);
    expect(profile.usage).toEqual({ rom: 20505, ram: 0 });
    expect(profile.regions[1]).toEqual({ name: "PROGRAM ROM", steps: 76501 });
  });

  it("reads a piece of a report and says so", async () => {
    const part = await partOf(
      new TextDecoder().decode(
        await import("./reports").then((r) => r.recordedBytes("1.4-tags/histogram.txt.gz")),
      ),
    );
    expect(part.counts).toMatchObject({ internal: "created", complete: false });
    expect(part.warnings.join()).toContain("piece of a report");
  });

  it("reads the boxes of --sdk", async () => {
    const profile = await profileOf(["f4-0.18/tags_sdk.txt"]);
    expect(profile.source).toMatchObject({ format: "zisk-sdk-report", variant: "sdk" });
    expect(profile.totals).toMatchObject({ steps: 4921, main: 334628, variable: 1085572, total: 294686852 });
    expect(profile.output.text).toBe("hello from guest\n[imm] 511\n[imm] 44264\nno newline at the end");
    expect(listedPicture(profile)[0]).toBe(
      "<mini::Tree as mini::hash::Hasher>::update::{{closure}} · · 691794",
    );
    expect(profile.tags[0]).toEqual({
      name: "all",
      metric: "steps",
      calls: null,
      total: 4455,
      min: null,
      max: null,
    });
  });

  it("reads -x of 0.12 and before, and refuses the zeros that -x alone prints later", async () => {
    const old = await profileOf(["f0.txt"]);
    expect(old.source.variant).toBe("F0");
    expect(old.totals).toMatchObject({ steps: 4000, main: null, variable: null, total: null });
    expect(old.opcodes.find((op) => op.name === "add")).toMatchObject({ count: 1100, cost: null });
    const legacy = (steps: number, total: number): string =>
      `out\n\nTOTAL COST: ${total}\nSTEPS: ${steps}\nBASE COST: 285212672\nMAIN COST: ${steps * 62}\n` +
      "OPCODES COST: 22192\nPRECOMPILED COST: 0\nMEMORY COST: 2847\n\nNOTE: New stats flags:\n" +
      "  -X   Generate a detailed stats report.\n";
    expect((await profileOfText(legacy(1003, 285299897))).totals).toMatchObject({
      steps: 1003,
      variable: 87225,
    });
    const zeros = await profileOfText(legacy(0, 285212672));
    expect(zeros.totals).toMatchObject({ steps: null, total: null });
    expect(zeros.warnings.join()).toContain("run ziskemu with -X");
  });
});

describe("profile tags of guests that use them amiss", () => {
  const tags = async (...rows: string[]) =>
    (
      await profileOfText(
        [
          ...[
            "REPORT (cost version 1)                 ",
            "-".repeat(40),
            "STEPS                                202",
            "",
          ],
          ...["PROFILE TAGS COST (COST, % COST, CALLS, AVG, MIN, MAX)", "-".repeat(82), ...rows, ""],
        ].join("\n"),
      )
    ).tags;

  it("a tag that never ends has no least value", async () => {
    const row =
      "              0   0.00%          2               0 18,446,744,073,709,551,615               0 a";
    expect(await tags(row)).toEqual([{ name: "a", metric: "cost", calls: 2, total: 0, min: null, max: 0 }]);
  });

  it("a tag without a name is one, a tag that came out below 0 is none", async () => {
    const wrapped =
      "18,446,744,073,709,550,524 9087066046162340864.00%          1 18,446,744,073,709,550,524 ";
    expect(
      await tags(
        "            135   0.95%          1             135             135             135 ",
        `${wrapped}18,446,744,073,709,550,524 18,446,744,073,709,550,524 a`,
      ),
    ).toEqual([{ name: "", metric: "cost", calls: 1, total: 135, min: 135, max: 135 }]);
  });
});
