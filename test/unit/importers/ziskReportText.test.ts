import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { assemble } from "../../../src/core/importers/assemble";
import { importPart } from "../../../src/core/importers/detect";
import { partOf, profileOf, profileOfText, recordedBytes, recordedText } from "./reports";
import { sourceOf } from "./sources";

const report = recordedText("1.4-tags/report.txt");

describe("what stands around the report", () => {
  it("keeps the guest's text to the letter, apart from the emulator's lines", async () => {
    expect((await profileOf(["f4-0.18/report.txt"])).output.text).toBe(
      "hello from guest\nno newline at the end",
    );
    expect((await profileOf(["1.4-panic/report.txt"])).output.text).toBe(
      "panicked at hash/src/main.rs:21:25:\nrange start index 3 out of range for slice of length 2\n",
    );
    const glued = report.replace("6ad6ae6d98de939c\nSaving", "6ad6ae6d98de939cSaving");
    expect((await profileOfText(glued)).output.text).toMatch(/6ad6ae6d98de939c$/);
  });

  it("keeps the guest's colours and strips the emulator's", async () => {
    const coloured =
      "\u001b[32mgreen\u001b[0m\n" +
      "abc\u001b[1;31mERROR: STACK MISMATCH DETECTED, disabled call stack feature\u001b[0m\n" +
      report.slice(report.indexOf("\nREPORT"), report.indexOf("\nTOP STEP"));
    const profile = await profileOfText(coloured);
    expect(profile.output.text).toBe("\u001b[32mgreen\u001b[0m\nabc");
    expect(profile.listed).toEqual({ rule: "ziskemu-1.4", disabled: true, inclusive: true, functions: [] });
    const painted = report.replace(/^(REPORT.*|STEPS.*|OP divu.*)$/gm, "\u001b[1m$1\u001b[0m");
    expect((await profileOfText(painted)).totals).toEqual((await profileOfText(report)).totals);
  });

  it("reads a report whose every line is coloured", async () => {
    const every = report.replace(/^.*$/gm, "\u001b[1;32m$&\u001b[0m");
    const { totals, opcodes, functions } = await profileOfText(every);
    const want = await profileOfText(report);
    expect([totals, opcodes, functions]).toEqual([want.totals, want.opcodes, want.functions]);
  });

  it("takes the last report and only its run's text", async () => {
    const first = recordedText("1.4-panic/report.txt");
    const profile = await profileOfText(first + report);
    expect(profile.totals["steps"]).toBe(1003);
    expect(profile.listed?.disabled).toBe(false);
    expect(profile.output.text).toBe("[immediate] 14490\n[immediate] 149\n6ad6ae6d98de939c\n");
    expect(profile.warnings.join()).toContain("holds 2 reports; the last one was taken");
  });

  it("is not fooled by a guest that prints a report's first lines", async () => {
    const fake = `REPORT\n${"-".repeat(40)}\nmine\n`;
    const profile = await profileOfText(report.replace("[immediate] 14490\n", fake));
    expect(profile.totals["steps"]).toBe(1003);
    expect(profile.output.text).toContain(`REPORT\n${"-".repeat(40)}\nmine\n`);
  });

  it("takes STEPS: and the line of -m only where nothing of the guest follows", async () => {
    const guest = await profileOfText(report.replace("[immediate] 14490", "STEPS: 5"));
    expect(guest.output.text).toMatch(/^STEPS: 5\n/);
    const fast = await profileOfText("no newlineSTEPS: 1003\n");
    expect([fast.totals["steps"], fast.output.text]).toEqual([1003, "no newline"]);
    const metrics =
      "process_rom() steps=4450270 duration=0.0436 tp=102.0505 Msteps/s freq=3504.0000 34.3359 clocks/step\n";
    const timed = await profileOfText(`hi\n${metrics}`);
    expect([timed.totals["steps"], timed.output.text]).toEqual([4450270, "hi\n"]);
  });

  it("finds the report behind more guest text than is sniffed", async () => {
    const chatter = "working on it\n".repeat(20_000);
    const profile = await profileOfText(chatter + report.slice(report.indexOf("\nREPORT")));
    expect(profile.totals["steps"]).toBe(1003);
    expect(profile.output.text).toBe(chatter);
  });

  it.each([
    ["CRLF", report.replace(/\n/g, "\r\n")],
    ["the times of a build log", report.replace(/^/gm, "2026-11-21T08:00:00.1234567Z ")],
    ["no thousands separators", report.replace(/(\d),(?=\d{3})/g, "$1")],
    ["a byte order mark", `\ufeff${report}`],
    ["stray lines inside", report.replace("\nOP srl", "\n*** cpu throttled ***\nOP srl")],
    [
      "a section nobody knows",
      report.replace("\nCOST BY BASE", "\nNEW TABLE   COUNT\n-----------------\nOP x 1 2\n\nCOST BY BASE"),
    ],
  ])("reads it with %s", async (_, text) => {
    const [profile, plain] = [await profileOfText(text), await profileOfText(report)];
    expect(profile.totals).toEqual(plain.totals);
    expect(profile.opcodes).toEqual(plain.opcodes);
    expect(profile.listed).toEqual(plain.listed);
    expect(profile.tags).toEqual(plain.tags);
    expect(profile.outcome.status).toBe("ok");
  });

  it("reads what a Windows shell redirects (UTF-16)", async () => {
    const bytes = new Uint8Array(2 + report.length * 2);
    bytes.set([0xff, 0xfe]);
    for (let i = 0; i < report.length; i++) bytes[2 + 2 * i] = report.charCodeAt(i);
    const profile = assemble([await importPart(sourceOf(bytes, 61))], null);
    expect(profile.totals["steps"]).toBe(1003);
  });

  it("keeps the banner about readable code out of the guest's text", async () => {
    const bar = "#".repeat(76);
    const line = (text: string): string => `#   ${text.padEnd(71)}#`;
    const banner = `\n${bar}\n${line("")}\n${line("WARNING !!!")}\n${line("ELF PT_LOAD segment at 0x90000000 is PF_X | PF_R (execute-and-read)")}\n${bar}\n\n`;
    const profile = await profileOfText(banner + report);
    expect(profile.output.text).toBe("[immediate] 14490\n[immediate] 149\n6ad6ae6d98de939c\n");
    expect(profile.warnings.join()).toContain("the code at 0x90000000 is readable too");
  });

  it("does not mix a comparison behind the report into it", async () => {
    const more =
      "COMPARISON   old.csv  →  current run\nred = higher / worse\n\nSTEPS      9,999   +1 (+0.00%)\n\n" +
      "COST DISTRIBUTION                   COST        %                     Δ (Δ%)\n" +
      `${"-".repeat(76)}\nMAIN   77    0.02%    +0 (+0.00%)\n\n`;
    const profile = await profileOfText(report + more);
    expect(profile.totals).toEqual((await profileOfText(report)).totals);
    expect(profile.output.text).not.toContain("+0");
  });

  it("calls a number that a double cannot hold by its name", async () => {
    const huge = report.replace(
      "OP divu                               75",
      "OP divu           99,999,999,999,999,999,999",
    );
    await expect(profileOfText(huge)).rejects.toMatchObject({
      kind: "overflow",
      message: expect.stringContaining("count") as string,
    });
  });

  it("stops when asked to", async () => {
    const error = await importPart(sourceOf(recordedBytes("1.4-tags/report.txt"), 100), {
      signal: { aborted: true } as AbortSignal,
    }).catch((e: unknown) => e);
    expect(CycleLensError.is(error, "cancelled")).toBe(true);
  });

  it("bounds what one endless line costs", async () => {
    const part = await partOf(`${"x".repeat(3 << 20)}\n${report}`);
    expect(part.totals?.["steps"]).toBe(1003);
    expect(part.output!.text!.length).toBeLessThanOrEqual(1 << 20);
    expect(part.warnings.join()).toContain("very long lines were cut");
  });
});

describe("a report that is cut off", () => {
  const files = [
    "1.4-tags/report.txt",
    "f4-0.18/report.txt",
    "f4-0.18/tags.txt",
    "f2-0.15/report.txt",
    "f1-0.13/report.txt",
    "1.4-mem/breakdown.txt",
  ];

  it.each(files)("%s: at any byte, what is read is true, and it says `truncated`", async (file) => {
    const bytes = recordedBytes(file);
    const whole = assemble([await partOf(bytes)], null);
    const listed = new Map(whole.listed?.functions.map((row) => [row.name, row]));
    const start = new TextDecoder().decode(bytes).indexOf("\nREPORT") + 60;
    let unnoticed = 0;
    let cuts = 0;
    for (let end = start; end < bytes.length; end += 13) {
      const profile = assemble([await importPart(sourceOf(bytes.subarray(0, end), 4096))], null);
      const at = `cut at ${end}`;
      for (const [id, value] of Object.entries(profile.totals))
        if (value !== null) expect(value, `${at}: ${id}`).toBe(whole.totals[id]);
      for (const row of profile.listed?.functions ?? []) {
        const full = listed.get(row.name);
        expect([full?.steps ?? null, null], `${at}: ${row.name}`).toContain(row.steps);
        expect([full?.cost ?? null, null], `${at}: ${row.name}`).toContain(row.cost);
      }
      for (const row of profile.opcodes)
        if (row.cost !== 0)
          expect(whole.opcodes.find((op) => op.name === row.name)?.cost, `${at}: ${row.name}`).toBe(row.cost);
      for (const tag of profile.tags) expect(whole.tags, at).toContainEqual(tag);
      cuts++;
      if (profile.outcome.status !== "truncated") unnoticed++;
    }
    // A cut exactly behind a whole table, or in what stands behind the report, leaves a report that has no gap.
    expect(unnoticed / cuts).toBeLessThan(0.06);
  });

  it("names the place", async () => {
    const cut = (mark: string): Promise<string | null> =>
      profileOfText(report.slice(0, report.indexOf(mark))).then((profile) => profile.outcome.message);
    expect(await cut("PRECOMPILES ")).toBe("the report is cut off in the cost distribution");
    expect(await cut("OP sll")).toBe("the report is cut off in the opcode table");
    expect(await cut("FROP and")).toBe("the report is cut off in the FROPS table");
    expect(await cut("DETAIL FUNCTION printx")).toBe(
      "the report is cut off in the function details (1 of 2)",
    );
  });

  it("calls an excerpt an excerpt: rows missing in the middle are a warning", async () => {
    const profile = await profileOfText(report.replace(/OP divu[^\n]*\n/, ""));
    expect(profile.outcome.status).toBe("ok");
    expect(profile.warnings.join()).toContain("do not add up");
  });

  it("has nothing to say of a run that ended before its report", async () => {
    const profile = await profileOf(["f4-0.18/guest_bad_read.out.txt"]);
    expect(profile.outcome.status).toBe("truncated");
    // Unknown figures are there as unknown: who reads the JSON need not ask for the keys first.
    expect(profile.totals).toEqual({
      steps: null,
      main: null,
      opcodes: null,
      precompiles: null,
      memory: null,
      variable: null,
      base: null,
      total: null,
      frops: null,
    });
    expect(profile.output.text).toBe("hello from guest\n");
  });
});
