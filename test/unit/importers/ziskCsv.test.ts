import { describe, expect, it } from "vitest";
import { profileOf, profileOfText, recordedText } from "./reports";

const csv = recordedText("1.4-tags/stats.csv");

describe("--save-stats", () => {
  it("says what the report says", async () => {
    const [stats, report] = [
      await profileOf(["1.4-tags/stats.csv"]),
      await profileOf(["1.4-tags/report.txt"]),
    ];
    expect(stats.totals).toEqual(report.totals);
    expect(stats.opcodes).toEqual(report.opcodes);
    expect(stats.usage).toEqual(report.usage);
    expect(stats.engine).toEqual(report.engine);
    expect(stats.memory.reduce((sum, row) => sum + row.cost!, 0)).toBe(stats.totals["memory"]);
    expect(stats.functions.length).toBe(0);
  });

  it.each([";", "\t", "|"])("takes %j between its fields", async (separator) => {
    const profile = await profileOfText(csv.replaceAll(",", separator));
    expect(profile.totals["variable"]).toBe(87489);
    expect(profile.opcodes.length).toBe(9);
  });

  it("passes over rankings and quoted names", async () => {
    const more = `${csv}\nMEM_TOP_COST,MEM COST,%,CALLS,COST/CALL,FUNCTION\nMEM_TOP_COST,1,2%,3,4,"f::<1, a>"\n`;
    expect((await profileOfText(more)).totals).toEqual((await profileOfText(csv)).totals);
  });

  it("is `truncated` wherever it ends early, and what it says is true", async () => {
    const whole = await profileOfText(csv);
    for (let end = 26; end < csv.trimEnd().length - 1; end += 7) {
      const profile = await profileOfText(csv.slice(0, end));
      expect(profile.outcome.status, `cut at ${end}`).toBe("truncated");
      for (const [id, value] of Object.entries(profile.totals))
        if (value !== null) expect(value, `cut at ${end}: ${id}`).toBe(whole.totals[id]);
    }
  });

  it("refuses a field that is no number", async () => {
    await expect(profileOfText(csv.replace("COST,MAIN,62186", "COST,MAIN,lots"))).rejects.toMatchObject({
      kind: "bad-input",
    });
    await expect(profileOfText(csv.replace("62186", "9".repeat(20)))).rejects.toMatchObject({
      kind: "overflow",
    });
  });
});
