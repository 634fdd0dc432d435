import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { builtExecutable } from "../../../src/toolchains/cargoArtifact";
import { inspectTrace } from "../../../src/toolchains/sp1Trace";
import { createSp1TraceHost } from "../../../src/toolchains/sp1TraceHost";
import { sp1HostOf } from "../../../src/toolchains/sp1Hosts";
import { parseVersion } from "../../../src/toolchains/version";
import { tempFolder } from "../tempFolder";

const real = gunzipSync(readFileSync("test/fixtures/sp1/fib-calls.rate100.json.gz")).toString("utf8");

describe("a trace on disk", () => {
  const state = async (text: string): Promise<unknown> => {
    const file = path.join(tempFolder(), "t.json");
    writeFileSync(file, text);
    return inspectTrace(file);
  };

  it("is whole only where its end is there", async () => {
    expect(await state(real)).toEqual({
      kind: "whole",
      sizeBytes: Buffer.byteLength(real),
      hasStacks: true,
      hasNames: true,
    });
    for (const cut of [1, 2, 20, real.length - 1, real.length >> 1])
      expect(await state(real.slice(0, real.length - cut))).toMatchObject({
        kind: cut >= real.length - 1 ? "foreign" : "cut",
      });
  });

  it("without stacks, without names, empty, foreign, missing", async () => {
    const bare = real
      .replace(/("stackTable":\{"schema":\{[^}]*\},"data":)\[\[.*?\]\]/, "$1[]")
      .replace(/"stringTable":\[.*\]\}\]/, '"stringTable":[]}]');
    expect(await state(bare)).toMatchObject({ kind: "whole", hasStacks: false, hasNames: false });
    expect(await state("")).toEqual({ kind: "empty" });
    expect(await state('{"traceEvents":[]}')).toMatchObject({ kind: "foreign" });
    expect(await inspectTrace(path.join(tempFolder(), "none"))).toEqual({ kind: "missing" });
    expect(await inspectTrace(tempFolder())).toEqual({ kind: "missing" });
  });
});

describe("our trace host", () => {
  it("is a package that the product knows as its own", async () => {
    const folder = path.join(tempFolder(), "new", "host");
    const { manifestPath, version } = await createSp1TraceHost(folder, { guest: parseVersion("6.4.0") });
    expect(version).toBe("6.10.0");
    expect(await sp1HostOf(manifestPath)).toMatchObject({
      name: "sp1-trace-host",
      isTraceHost: true,
      via: "sp1-core-executor",
      profiling: { kind: "on" },
      defaultBin: "sp1-trace-host",
    });
  });

  it("takes a guest's own version where that is newer", async () => {
    const folder = tempFolder();
    await createSp1TraceHost(folder, { guest: parseVersion("6.11.2") });
    expect(readFileSync(path.join(folder, "Cargo.toml"), "utf8")).toContain('sp1-core-executor = "=6.11.2"');
  });

  it("overwrites nothing", async () => {
    const folder = tempFolder({ "src/main.rs": "fn main() {}" });
    await expect(createSp1TraceHost(folder)).rejects.toMatchObject({ kind: "usage" });
    expect(readFileSync(path.join(folder, "src/main.rs"), "utf8")).toBe("fn main() {}");
    await expect(inspectTrace(path.join(folder, "Cargo.toml"))).resolves.toEqual({ kind: "missing" });
  });

  it("is not for guests of 32 bit", async () => {
    await expect(createSp1TraceHost(tempFolder(), { guest: parseVersion("5.2.4") })).rejects.toMatchObject({
      kind: "unsupported",
    });
  });
});

it("the program is where cargo says", () => {
  const line = (name: string, kind: string, executable: string | null): string =>
    JSON.stringify({ reason: "compiler-artifact", target: { name, kind: [kind] }, executable });
  const text = [
    line("build-script-build", "custom-build", "/t/b"),
    line("a", "bin", "/t/a"),
    "{broken",
    '{"reason":"compiler-artifact","target":null,"executable":"/t/n"}',
    '{"compiler-artifact":',
    line("b", "bin", "/t/b2"),
    line("c", "lib", null),
  ].join("\n");
  expect(builtExecutable(text, { name: "a", kind: "bin" })).toBe("/t/a");
  expect(builtExecutable(text, { name: null, kind: "bin" })).toBe("/t/b2");
  expect(builtExecutable(text, { name: "z", kind: "bin" })).toBeNull();
});
