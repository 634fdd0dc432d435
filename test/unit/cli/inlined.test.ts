// profile --inlined and report --inlined: stacks with inlined functions, from the embedded engine alone.
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { tempFolder } from "../tempFolder";
import { cyclelens } from "./harness";

const elf = path.resolve("sample/sample-guest.elf.gz");
const profile = ["profile", elf, "--input", path.resolve("sample/input.bin")];

beforeAll(() => {
  vi.stubEnv("HOME", tempFolder());
});

/** A ziskemu that is installed, and fails whatever it is asked. */
function withZiskemu(): NodeJS.ProcessEnv {
  const folder = tempFolder();
  writeFileSync(path.join(folder, "ziskemu"), "#!/bin/sh\nexit 9\n");
  chmodSync(path.join(folder, "ziskemu"), 0o755);
  return { PATH: folder };
}

const sumOf = (stacks: string): number =>
  stacks
    .trim()
    .split("\n")
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);

describe("profile --inlined", () => {
  it("runs the embedded engine where ziskemu is installed too; its run is printed again by report", async () => {
    const cwd = tempFolder();
    const env = withZiskemu();
    const ran = await cyclelens([...profile, "--inlined", "--format", "folded"], { cwd, env });
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    const [id] = readdirSync(path.join(cwd, ".cyclelens/runs"));
    const run = path.join(cwd, ".cyclelens/runs", id!);
    const report = async (...words: string[]): Promise<string> =>
      (await cyclelens(["report", run, ...words], { cwd, env })).stdout;
    expect(await report("--inlined", "--format", "folded")).toBe(ran.stdout);
    const plain = await report("--format", "folded");
    expect(sumOf(plain)).toBe(sumOf(ran.stdout));
    expect(ran.stdout.split("\n").length).toBeGreaterThan(2 * plain.split("\n").length);
    const json = JSON.parse(await report("--json", "--inlined")) as Record<string, { self: object }>;
    expect(json).not.toHaveProperty("callTree");
    expect(Object.keys(json["inlinedTree"]!.self)).toEqual([
      "cost",
      "steps",
      "main",
      "opcodes",
      "precompiles",
      "memory",
    ]);
    const viewer = JSON.parse(await report("--inlined", "--format", "speedscope")) as {
      profiles: { name: string; endValue: number }[];
    };
    const [cost, , ...parts] = viewer.profiles;
    expect(parts.map(({ name }) => name)).toEqual(["main", "opcodes", "precompiles", "memory"]);
    expect(cost!.endValue).toBe(sumOf(plain));
  });

  it.each([
    ["--engine external", ["--engine", "external"]],
    ["--verify", ["--verify"]],
  ])("is refused with %s", async (_, words) => {
    const { code, stderr } = await cyclelens([...profile, "--inlined", ...words], {
      cwd: tempFolder(),
      env: withZiskemu(),
    });
    expect([code, stderr]).toEqual([
      2,
      "cyclelens: --inlined belongs to the embedded engine — add --engine embedded, and leave --verify and --host out\n",
    ]);
  });
});

describe("profile --inlined-up-to", () => {
  it.each([
    ["a guest that ends within so many steps", "100000000", 0],
    ["a longer one, which is run once", "1000", 3],
  ])("%s", async (_, steps, code) => {
    const options = { cwd: tempFolder(), env: withZiskemu() };
    const ran = await cyclelens([...profile, "--inlined-up-to", steps], options);
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    const [id] = readdirSync(path.join(options.cwd, ".cyclelens/runs"));
    const run = path.join(options.cwd, ".cyclelens/runs", id!);
    expect((await cyclelens(["report", run, "--inlined", "--format", "folded"], options)).code).toBe(code);
  });

  it("is refused with another engine", async () => {
    const words = [...profile, "--inlined-up-to", "5", "--engine", "external"];
    const { code, stderr } = await cyclelens(words, { cwd: tempFolder(), env: withZiskemu() });
    expect([code, stderr]).toEqual([
      2,
      "cyclelens: --inlined-up-to belongs to the embedded engine — add --engine embedded, and leave --verify and --host out\n",
    ]);
  });
});

it.each(["folded", "html"])(
  "report --inlined --format %s of a run that does not tell them says what would",
  async (format) => {
    const options = { cwd: tempFolder(), env: { PATH: "/nonexistent" } };
    const source = await cyclelens([...profile, "--json"], options);
    const plain = path.join(options.cwd, "plain.json");
    writeFileSync(plain, source.stdout);
    const { code, stderr } = await cyclelens(["report", plain, "--inlined", "--format", format], options);
    expect(code).toBe(3);
    expect(stderr).toMatch(/does not tell what inlined functions cost on each call path — .*--inlined/);
  },
);
