// A run of the embedded engine as the editor starts it: the command line leaves its profile in the folder.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { runFolderVariable } from "../../../src/runs/runFolderVariable";
import { createRun } from "../../../src/runs/create";
import { finishRun } from "../../../src/runs/finish";
import { loadProfile } from "../../../src/server/workerClient";
import { cyclelens } from "../cli/harness";

const root = mkdtempSync(path.join(os.tmpdir(), "cyclelens-held-"));
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("is completed into a run like any other, with cost a line and what it is made of", async () => {
  const elf = path.resolve("sample/sample-guest.elf.gz");
  const input = path.resolve("sample/input.bin");
  const folder = await createRun(root, {
    schema: "cyclelens.run/1",
    guest: { name: "sample-guest", bin: null, manifestPath: null, elf },
    machine: "zisk",
    mode: "full",
    argv: ["cyclelens", "profile", elf],
    engine: { name: "cyclelens", version: "0.1.0" },
    input: null,
    startedAt: new Date().toISOString(),
  });
  const ran = await cyclelens(
    ["profile", elf, "--engine", "embedded", "--input", input, "--max-steps", "40000"],
    {
      env: { ...process.env, [runFolderVariable]: folder },
      cwd: root,
    },
  );
  expect(ran.code).toBe(5);
  expect(ran.stdout).toMatch(/step=\d+ .*Msteps\/s/);
  expect(ran.stderr).toBe("cyclelens: step-limit: the run was stopped after 40,000 steps\n");
  const { profile, run } = await finishRun(folder, { load: loadProfile });
  expect(readdirSync(path.join(root, ".cyclelens/runs"))).toEqual([run.id]);
  expect(profile.outcome.status).toBe("step-limit");
  expect(profile.engine.name).toBe("cyclelens");
  expect(run.exitCode).toBe(profile.exitCode);
  expect(profile.source.format).toBe("engine");
  const { lines } = profile;
  for (let i = 0; i < lines!.length; i++) {
    const { cost, main, opcodes, precompiles, memory } = lines!.self;
    expect(main![i]! + opcodes![i]! + precompiles![i]! + memory![i]!).toBe(cost![i]);
  }
  expect(readFileSync(path.join(root, ".cyclelens/runs", run.id, "run.json"), "utf8")).toContain(
    '"status": "step-limit"',
  );
});
