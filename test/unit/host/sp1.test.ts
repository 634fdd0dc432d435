// How a host is chosen and called, without the editor.
import { describe, expect, it } from "vitest";
import { isSp1Choice, knownBin, knownFeatures, knownHost } from "../../../src/host/sp1/choice";
import { joinWords, splitWords } from "../../../src/host/sp1/words";
import type { Sp1Host } from "../../../src/toolchains/sp1Types";

const host = (more: Partial<Sp1Host> = {}): Sp1Host => ({
  name: "script",
  manifestPath: "/ws/script/Cargo.toml",
  root: "/ws",
  bins: ["prove"],
  defaultBin: "prove",
  features: ["l2", "profiling"],
  via: "sp1-sdk",
  isDirect: true,
  linkedBy: [],
  defaultFeatures: [],
  release: { debug: "false", strip: '"none"' },
  version: null,
  line: "v6",
  profiling: { kind: "on" },
  buildsGuest: false,
  isTraceHost: false,
  ...more,
});
const none = { hostPackage: "", hostBin: "", features: [], arguments: null };
const choice = (more = {}) => ({
  manifestPath: "/ws/script/Cargo.toml",
  bin: null,
  features: [],
  arguments: null,
  ...more,
});

describe("words of a command line", () => {
  it.each([
    ["execute --input {input}", ["execute", "--input", "{input}"]],
    [`  a "b c"  'd "e"' `, ["a", "b c", 'd "e"']],
    [String.raw`C:\x\y a\ b "q\"r"`, [String.raw`C:\x\y`, "a b", 'q"r']],
    [`"" x`, ["", "x"]],
    ["", []],
  ])("%j", (text, words) => expect(splitWords(text)).toEqual(words));

  it.each([[["a", "b c", "it's", 'say "x"', "", String.raw`\ `, "$(x)", "'\"\\"]]])(
    "come back: %j",
    (words) => expect(splitWords(joinWords(words))).toEqual(words),
  );
});

describe("the host of a guest", () => {
  const other = host({ name: "other", manifestPath: "/ws/other/Cargo.toml" });
  it("is the setting's, the remembered, the only one, else asked", () => {
    const both = [host(), other];
    expect(knownHost(both, { hostPackage: "other" }, choice())?.name).toBe("other");
    expect(knownHost(both, none, choice({ manifestPath: other.manifestPath }))?.name).toBe("other");
    expect(knownHost([other], none, choice())?.name).toBe("other");
    expect(knownHost(both, none, null)).toBeNull();
  });
  it("runs the bin of the setting, the remembered one while there is one, its default", () => {
    const two = host({ bins: ["a", "b"], defaultBin: null });
    expect(knownBin(two, { hostBin: "b" }, choice({ bin: "a" }))).toBe("b");
    expect(knownBin(two, none, choice({ bin: "a" }))).toBe("a");
    expect(knownBin(two, none, choice({ bin: "gone" }))).toBeNull();
    expect(knownBin(host(), none, null)).toBe("prove");
  });
  it("is built with what tracing needs on top of what was chosen", () => {
    const byFeature = { profiling: { kind: "by-feature", features: ["profiling", "trace"] } } as const;
    expect(knownFeatures(host(byFeature), { features: ["l2,l2-sql"] }, null)).toEqual([
      "l2,l2-sql",
      "profiling",
    ]);
    expect(knownFeatures(host(byFeature), { features: ["l2,trace"] }, null)).toEqual(["l2,trace"]);
    expect(knownFeatures(host({ linkedBy: ["sp1"] }), none, choice({ features: ["l2"] }))).toEqual([
      "l2",
      "sp1",
    ]);
    expect(knownFeatures(host({ ...byFeature, defaultFeatures: ["profiling"] }), none, null)).toEqual([]);
  });
});

it("a remembered choice of another shape is none", () => {
  expect(isSp1Choice(choice())).toBe(true);
  for (const value of [
    null,
    {},
    choice({ features: [1] }),
    choice({ bin: 2 }),
    { ...choice(), manifestPath: null },
  ])
    expect(isSp1Choice(value)).toBe(false);
});
