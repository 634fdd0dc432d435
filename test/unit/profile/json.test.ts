import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { assemble } from "../../../src/core/importers/assemble";
import { profileFromJson } from "../../../src/core/profile/fromJson";
import { profileToJson } from "../../../src/core/profile/json";
import type { Profile } from "../../../src/core/profile/model";
import { profileText } from "../../../src/core/profile/profileText";
import { partOf, profileOf, recordedElf } from "../importers/reports";

const everything = (): Promise<Profile> =>
  profileOf(
    ["1.4-calls/report.txt", "1.4-calls/profile.json.gz", "1.4-calls/disasm.txt.gz"],
    recordedElf("1.4-calls/guest.elf"),
    { exitCode: 0 },
  );

function joined(pieces: readonly (string | Uint8Array)[]): string {
  return pieces
    .map((piece) => (typeof piece === "string" ? piece : Buffer.from(piece).toString("latin1")))
    .join("");
}

describe("cyclelens.profile/1", () => {
  it("gives the same profile back, columns and all", async () => {
    const profile = await everything();
    expect(profile.callTree!.length).toBeGreaterThan(100);
    const text = JSON.stringify(profileToJson(profile, { full: true }));
    expect(profileFromJson(JSON.parse(text))).toEqual(profile);
    expect(assemble([await partOf(text)], null)).toEqual(profile);
  });

  it("is the same text in pieces, where a tree is too large to be written at once", async () => {
    const whole = await everything();
    const { callTree } = whole;
    const odd = {
      cost: callTree!.self["cost"]!.slice().fill(NaN, 3, 9),
      steps: Float64Array.from(callTree!.prefix, () => 7),
    };
    const profile = { ...whole, callTree: { ...callTree!, self: odd }, inlinedTree: callTree! };
    const json: unknown = JSON.parse(JSON.stringify(profileToJson(profile, { full: true })));
    expect([...profileText(profile)]).toHaveLength(1);
    const pieces = [...profileText(profile, { nodes: 10 })];
    expect(pieces.length).toBeGreaterThan(10);
    expect(JSON.parse(joined(pieces))).toEqual(json);
    expect(profileFromJson(JSON.parse(joined(pieces)))).toEqual(profile);
  });

  it("is the same text to the letter, where there are many instructions", async () => {
    const whole = await everything();
    const { instructions } = whole;
    const { pc, self } = instructions!;
    const start = Int32Array.from({ length: pc.length + 1 }, (_, i) => Math.min(i * 2, pc.length));
    const accesses = {
      classes: ["ram 8 read", 'an "odd" one'],
      prices: Float64Array.of(0.5, NaN),
      start,
      kind: Uint8Array.from({ length: pc.length }, (_, i) => i % 2),
      count: Float64Array.from({ length: pc.length }, (_, i) => i * i),
    };
    for (const table of [
      instructions!,
      { ...instructions!, accesses },
      { ...instructions!, self: {} },
      { ...instructions!, pc: pc.slice().fill(NaN, 2, 5), self: { ...self, part: pc.map((at) => at / 3) } },
    ]) {
      const profile = { ...whole, instructions: table };
      const text = JSON.stringify(profileToJson(profile, { full: true }));
      const pieces = [...profileText(profile, { rows: 4 })];
      expect(pieces.length).toBeGreaterThan(10);
      expect(joined(pieces)).toBe(text);
    }
  });

  it("keeps to the schema", async () => {
    const schema: unknown = JSON.parse(readFileSync("schemas/profile-1.json", "utf8"));
    const validate = new Ajv2020({ strict: false }).compile(schema as object);
    for (const profile of [await everything(), await profileOf(["f4-0.18/tags_sdk.txt"]), assemble([], null)])
      for (const full of [true, false]) {
        validate(JSON.parse(JSON.stringify(profileToJson(profile, { full }))));
        expect(validate.errors).toBeNull();
      }
  });

  it.each([
    "f1-0.13/report.txt",
    "f4-0.18/tags_sdk.txt",
    "f0.txt",
    "1.4-panic/report.txt",
    "1.4-tags/stats.csv",
    "f4-0.18/step_cap.err.txt",
  ])("does so for what %s knows", async (file) => {
    const profile = await profileOf([file]);
    expect(profileFromJson(JSON.parse(JSON.stringify(profileToJson(profile, { full: true }))))).toEqual(
      profile,
    );
  });

  it("prints unknown as null, functions as rows, and the tree only when asked", async () => {
    const json = profileToJson(await everything(), { full: false });
    expect(json.schema).toBe("cyclelens.profile/1");
    expect(json.functions.find((row) => row.name === "fib")).toEqual({
      name: "fib",
      rawName: "fib",
      crate: null,
      file: "calls.c",
      line: 5,
      address: 0x90000084,
      calls: null,
      self: { cost: 450532, steps: 6241 },
      total: { cost: 450532, steps: null },
    });
    expect(json.lines[0]).toEqual({
      file: expect.any(String) as string,
      line: expect.any(Number) as number,
      self: { cost: null, steps: expect.any(Number) as number },
      total: { cost: null, steps: expect.any(Number) as number },
    });
    expect(json).not.toHaveProperty("callTree");
    expect(json).not.toHaveProperty("instructions");
    expect(JSON.stringify(json)).not.toMatch(/NaN|undefined/);
  });

  it("uses a stored profile as it is and says what it leaves out", async () => {
    const stored = await partOf(
      JSON.stringify(profileToJson(await everything(), { full: true })),
      "profile.json",
    );
    const other = await partOf(
      new TextEncoder().encode("Error during emulation: EmulationNoCompleted\n"),
      "err.txt",
    );
    expect(assemble([other, stored], null).warnings.at(-1)).toBe(
      "profile.json is a whole profile; not used beside it: err.txt",
    );
  });

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  type Json = any;
  type Damage = (json: Json) => void;
  it.each<[string, Damage, string]>([
    [
      "another schema",
      (j) => Object.assign(j, { schema: "cyclelens.profile/9" }),
      "has the schema cyclelens.profile/9",
    ],
    ["no schema", (j) => Object.assign(j, { schema: null }), "names no schema"],
    [
      "text for a number",
      (j) => Object.assign(j["functions"][0], { calls: "many" }),
      "functions[0].calls is not a number",
    ],
    [
      "a row of no function",
      (j) => Object.assign(j["callTree"]["frames"]["func"], [99999]),
      "callTree.frames.func is not a whole number",
    ],
    [
      "a node above its child",
      (j) => Object.assign(j["callTree"]["prefix"], [5]),
      "callTree.prefix[0] is not a whole number",
    ],
    ["columns of two lengths", (j) => (j["callTree"]["frame"] as unknown[]).push(0), "callTree.frame"],
    [
      "an unknown status",
      (j) => Object.assign(j["outcome"], { status: "fine" }),
      "outcome.status is not one of",
    ],
    ["an object for a list", (j) => Object.assign(j, { lines: {} }), "lines is not a list"],
  ])("refuses %s", async (_, damage, message) => {
    const json: Json = JSON.parse(JSON.stringify(profileToJson(await everything(), { full: true })));
    damage(json);
    expect(() => profileFromJson(json)).toThrow(message);
  });

  it("makes hostile names harmless", async () => {
    const json = JSON.parse(JSON.stringify(profileToJson(await everything(), { full: false }))) as {
      functions: { name: string }[];
    };
    json.functions[0]!.name = `a\u202e\u0007${"x".repeat(1 << 20)}`;
    const name = profileFromJson(json).functions.name[0]!;
    expect(name.length).toBeLessThan(5000);
    expect(name.startsWith("a\ufffd\ufffdx")).toBe(true);
  });

  it("refuses a file that is cut off", async () => {
    const text = JSON.stringify(profileToJson(await everything(), { full: true }));
    await expect(partOf(text.slice(0, -100))).rejects.toMatchObject({
      kind: "bad-input",
      message: expect.stringContaining("cut off") as string,
    });
  });
});
