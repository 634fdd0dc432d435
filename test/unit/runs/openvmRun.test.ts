import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createRun } from "../../../src/runs/create";
import { finishRun } from "../../../src/runs/finish";
import { loadFiles } from "../../../src/server/loadFiles";
import { layOut, tempFolder } from "../tempFolder";

describe("the run of an OpenVM benchmark", () => {
  it("is its metrics with the guest's symbols; what the prover prints is kept and not read", async () => {
    const root = tempFolder();
    const argv = ["cargo", "run", "--bin", "fibonacci"];
    const folder = await createRun(root, {
      schema: "cyclelens.run/1",
      guest: { name: "fibonacci", bin: "fibonacci", manifestPath: "/ws/Cargo.toml", elf: "" },
      machine: "openvm",
      mode: "full",
      argv,
      engine: { name: "openvm", version: null },
      input: null,
      startedAt: "2026-11-21T08:58:12.345Z",
    });
    const span = '["cycle_tracker_span","1"]';
    const entry = `{"labels":[["group","app_proof"],["opcode","ADD"],["air_name","Alu"],["dsl_ir",""],${span}],"metric":"cells_used","value":"30"}`;
    layOut(folder, {
      "metrics.json": `{"counter":[${entry}],"gauge":[]}`,
      "metrics.syms": "\0main\0",
      // As a tool of another machine prints it.
      "stdout.txt": "INFO summary: cycles=12, e2e=3, khz=1\nmain;other 3\n",
      "stderr.txt": "main;other 3\n",
    });
    const { run, profile } = await finishRun(folder, { load: (request) => loadFiles(request) });
    expect([run.machine, run.elf, run.outcome.status]).toEqual(["openvm", null, "ok"]);
    expect(profile.source).toMatchObject({
      format: "openvm-metrics",
      files: ["metrics.json", "metrics.syms"],
    });
    expect(profile.functions.name).toContain("main");
    expect(profile.warnings.join()).not.toContain("not used");
    const done = path.join(root, ".cyclelens/runs", run.id);
    const metrics = run.artefacts.find(({ name }) => name === "metrics.json")!;
    expect(statSync(path.join(done, metrics.storedAs)).isFile()).toBe(true);
    expect(readFileSync(path.join(done, "run.json"), "utf8")).toContain('"openvm"');
  });
});
