import { stat } from "node:fs/promises";
import path from "node:path";
import { commands, l10n } from "vscode";
import { CycleLensError } from "../../core/errors";
import { listRuns, type FinishRunResult } from "../../protocol/requests";
import {
  readChoice,
  usualChoice,
  type BenchmarkChoice,
  type BenchmarkTarget,
} from "../../toolchains/openvmBench";
import type { Handlers } from "../commands";
import { showFailure } from "../failure";
import type { RunFlow } from "../run/runFlowParts";
import { requireTrust } from "../run/trust";
import { BenchForm, lookForTargets } from "./benchForm";
import { BenchMemory } from "./benchMemory";
import type { BenchRequest } from "./benchRequest";
import { benchRun, metricsFile } from "./benchRun";
import { requireCargo } from "../prover/askCargo";
import { findBenchTargets, type BenchTargets } from "./benchTargets";
import { cargoOpenvm } from "./cargoOpenvm";

type Command = "cyclelens.runOpenvmBenchmark" | "cyclelens.cargoOpenvm";

/**
 * `runOpenvmBenchmark()` shows the form; `runOpenvmBenchmark({ target, choice })` starts what the form would: `target` a
 * program's name, `choice` as it is remembered, else the usual one.
 */
export function openvmRunHandlers(flow: RunFlow): Pick<Handlers, Command> {
  const memory = new BenchMemory(flow.services.context.workspaceState);
  const runs = async (target: BenchmarkTarget, choice: BenchmarkChoice): Promise<FinishRunResult> => {
    form.refresh();
    try {
      return await runBench(flow, target, choice);
    } finally {
      form.refresh();
    }
  };
  const form = new BenchForm({
    services: flow.services,
    memory,
    isRunning: () => flow.session.running,
    // The form stays in use: what comes of the run is told by the views, a failure by a message.
    start: (target, choice) => {
      runs(target, choice).catch((error: unknown) => showFailure(flow.services, error));
      return Promise.resolve();
    },
  });
  flow.services.context.subscriptions.push(form.registerSerializer());
  return {
    "cyclelens.runOpenvmBenchmark": async (...args) => {
      requireTrust();
      const given = record(args[0]);
      if (given["target"] === undefined && form.show()) return undefined;
      const found = await lookForTargets();
      if (given["target"] !== undefined) {
        const { target, line } = named(found, given["target"]);
        const choice = readChoice(given["choice"]) ?? memory.choiceOf(target) ?? usualChoice(target, line);
        return runs(target, choice);
      }
      form.open(found);
      return undefined;
    },
    "cyclelens.cargoOpenvm": (...args) => cargoOpenvm(flow, args),
  };
}

/** *Re-run Last Profile* of a benchmark. */
export async function rerunBench(flow: RunFlow, request: BenchRequest): Promise<FinishRunResult> {
  const found = await findBenchTargets(await requireCargo());
  const target = found.targets.find(
    ({ manifestPath, kind, name }) =>
      manifestPath === request.manifestPath && kind === request.kind && name === request.target,
  );
  if (!target)
    throw new CycleLensError(
      "not-found",
      l10n.t("{0} is no program of its package any more", request.target),
      l10n.t("choose another one with “Run OpenVM Prove Benchmark…”"),
    );
  return runBench(flow, target, request.choice);
}

async function runBench(
  flow: RunFlow,
  target: BenchmarkTarget,
  choice: BenchmarkChoice,
): Promise<FinishRunResult> {
  requireTrust();
  const run = benchRun(flow, await requireCargo(), target, choice);
  const before = await metricsBefore(flow, run.subject.root, target.name);
  const result = await flow.session.run(run);
  const file = await metricsOf(result.folder);
  if (file !== null)
    await commands.executeCommand(
      "cyclelens.openMetrics",
      before === null ? { file } : { file, previous: before },
    );
  return result;
}

/** The metrics of a run folder: packed once the run is filed. */
async function metricsOf(folder: string): Promise<string | null> {
  for (const name of [`${metricsFile}.gz`, metricsFile]) {
    const file = path.join(folder, name);
    if (await stat(file).catch(() => null)) return file;
  }
  return null;
}

/** The metrics of the last run of the same benchmark, to compare with; null where there is none. */
async function metricsBefore(flow: RunFlow, root: string, name: string): Promise<string | null> {
  try {
    const runs = await flow.services.profiles.request(listRuns, { folders: [root] });
    const last = runs
      .filter(({ machine, guest, outcome }) => machine === "openvm" && guest === name && outcome === "ok")
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
    return last === undefined ? null : await metricsOf(last.folder);
  } catch {
    return null;
  }
}

function named(
  { targets, lines }: BenchTargets,
  name: unknown,
): { readonly target: BenchmarkTarget; readonly line: "1.x" | "2.0" } {
  const at = targets.findIndex((target) => target.name === name);
  if (at >= 0) return { target: targets[at]!, line: lines[at] ?? "2.0" };
  throw new CycleLensError(
    "not-found",
    l10n.t("there is no program {0} in this workspace", String(name)),
    l10n.t(
      "choose one of: {0}",
      targets
        .map((target) => target.name)
        .join(", ")
        .slice(0, 500),
    ),
  );
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
