// The tools' context over the files of a folder: what one answer sees of the disk, and what is kept from one to the next.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { compareRuns } from "../../../src/agents/tools/compareRuns";
import type { ToolCall } from "../../../src/agents/tool";
import { Folders } from "../../../src/agents/workspace/folders";
import { WorkspaceContext } from "../../../src/agents/workspace/workspaceContext";
import { profileOf } from "../profiles";
import { tempFolder } from "../tempFolder";
import { layRun } from "./support";

const run = (hour: number) => `2026-01-01T0${String(hour)}-00-00Z-zisk-guest`;
const costing = (cost: number) => profileOf({ functions: [["guest::main", cost, cost]] });

async function workspaceOf(...costs: readonly number[]) {
  const root = tempFolder();
  costs.forEach((cost, hour) => layRun(root, run(hour), costing(cost)));
  return { root, context: new WorkspaceContext(await Folders.of([root])) };
}

function call(): ToolCall {
  return {
    signal: new AbortController().signal,
    progress: () => undefined,
    ask: () => Promise.resolve(false),
  };
}

it("one answer sees one state of the runs: its last~1 and last stay neighbours when a run ends between them", async () => {
  const { root, context } = await workspaceOf(10, 20);
  const answer = call();
  expect((await context.open("last~1", answer)).ref).toBe(run(0));
  layRun(root, run(2), costing(30));
  expect((await context.open("last", answer)).ref).toBe(run(1));
  expect((await context.open("last", call())).ref).toBe(run(2));
});

it("a profile is kept in memory for as long as its files are the same", async () => {
  const { root, context } = await workspaceOf(10);
  const first = await context.open("last", call());
  expect(await context.open(run(0), call())).toBe(first);
  layRun(root, run(0), costing(11));
  const second = await context.open("last", call());
  expect(second.profile.functions.self["cost"]?.[0]).toBe(11);
  // What is known of the run is a part of the answers, too.
  const file = path.join(root, ".cyclelens", "runs", run(0), "run.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"name":"guest"', '"name":"other"'));
  const third = await context.open("last", call());
  expect([second.title, third.title]).toEqual(["guest", "other"]);
});

it("what is kept is no way round what a folder has to be", async () => {
  const { root, context } = await workspaceOf(10);
  await context.open("last", call());
  mkdirSync(path.join(root, "empty"));
  await expect(context.open("empty", call())).rejects.toThrow("is no profile");
  cpSync(path.join(root, ".cyclelens", "runs", run(0)), path.join(root, "copy"), { recursive: true });
  expect((await context.open("copy", call())).title).toBe("guest");
  writeFileSync(path.join(root, "copy", "run.json"), "{");
  await expect(context.open("copy", call())).rejects.toThrow("is no profile");
});

it("a comparison is kept for the two runs and the metric that were asked for, and no other", async () => {
  const { root, context } = await workspaceOf(10, 20, 70);
  const delta = async (input: Record<string, unknown>) => {
    const answer = await compareRuns.run(input, context, call());
    const { functions } = answer as {
      readonly functions: readonly { readonly self: { readonly delta: number } }[];
    };
    return functions[0]?.self.delta;
  };
  expect(await delta({})).toBe(50);
  expect(await delta({ base: run(0) })).toBe(60);
  expect(await delta({})).toBe(50);
  expect(await delta({ base: run(2), next: run(1) })).toBe(-50);
  expect(await delta({ metric: "cost" })).toBe(50);
  layRun(root, run(2), costing(25));
  expect(await delta({})).toBe(5);
});
