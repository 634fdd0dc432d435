import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { l10n, Uri, workspace } from "vscode";
import {
  benchmarkArgv,
  benchmarkEnv,
  checkBenchmark,
  type BenchmarkChoice,
  type BenchmarkTarget,
} from "../../toolchains/openvmBench";
import { CycleLensError } from "../../core/errors";
import { ActionableError } from "../failure";
import type { MachineRun, RunEnd } from "../run/machineRun";
import { buildFailure } from "../run/runBuild";
import type { RunFlow } from "../run/runFlowParts";
import { showTerminal } from "../run/runTask";
import { benchRequest } from "./benchRequest";

/** What a benchmark leaves in its run folder. */
export const metricsFile = "metrics.json";
const symbolsFile = "metrics.syms";

/** A prove benchmark: cargo builds and starts it, its metrics are the profile. */
export function benchRun(
  flow: RunFlow,
  cargo: string,
  target: BenchmarkTarget,
  choice: BenchmarkChoice,
): MachineRun {
  const cwd = path.dirname(target.manifestPath);
  const root = workspace.getWorkspaceFolder(Uri.file(target.manifestPath))?.uri.fsPath ?? cwd;
  const argv = benchmarkArgv(cargo, target, choice);
  return {
    subject: { name: target.name, guest: null, elf: null, root },
    request: { kind: "openvm", openvm: benchRequest(target, choice) },
    firstStep: l10n.t("looking for {0}", "cargo"),
    check: async () => {
      // The form has checked it; a key binding or an older window may not have.
      const wrong = checkBenchmark(choice, target).find(({ level }) => level === "error");
      if (wrong !== undefined)
        throw new CycleLensError(
          "usage",
          l10n.t("the benchmark cannot be started: {0} needs another value", wrong.field),
          l10n.t("open “Run OpenVM Prove Benchmark…”, which says what is wrong"),
        );
      await Promise.resolve();
    },
    prepare: () =>
      Promise.resolve({
        tool: target.name,
        doing: l10n.t("proving {0}", target.name),
        draft: {
          schema: "cyclelens.run/1",
          guest: { name: target.name, bin: target.name, manifestPath: target.manifestPath, elf: "" },
          machine: "openvm",
          mode: "full",
          argv,
          engine: { name: "openvm", version: null },
          input: null,
          startedAt: new Date().toISOString(),
        },
        step: (folder) =>
          Promise.resolve({
            argv,
            cwd,
            env: {
              ...benchmarkEnv(
                choice,
                target,
                { metrics: path.join(folder, metricsFile), symbols: path.join(folder, symbolsFile) },
                process.env["RUSTFLAGS"],
              ),
            },
          }),
        explain: (end) => explain(flow, end, target),
      }),
  };
}

/** An error where no metrics were written; a benchmark that failed after writing them has some to show. */
async function explain(
  { services, problems }: RunFlow,
  { folder, exitCode, terminal }: RunEnd,
  { name, workspaceRoot }: BenchmarkTarget,
): Promise<Error | null> {
  problems.clear();
  const info = await stat(path.join(folder, metricsFile)).catch(() => null);
  if (info && info.size > 0) return null;
  const action = { title: l10n.t("Show Terminal"), run: () => showTerminal(terminal) };
  const printed = await readFile(path.join(folder, "log.txt"), "utf8").catch(() => "");
  if (exitCode !== 0 && /^error: could not compile/m.test(printed)) {
    const count = problems.report(workspaceRoot, printed);
    return buildFailure(services, problems, name, { exitCode, terminal, printed, problems: count });
  }
  if (exitCode !== 0)
    return new ActionableError(
      "tool-failed",
      l10n.t("the benchmark {0} failed (exit code {1}) and left no metrics", name, exitCode),
      l10n.t("what it says is in the terminal"),
      [action],
    );
  return new ActionableError(
    "not-found",
    l10n.t("the benchmark {0} ended well, but wrote no metrics", name),
    l10n.t(
      "switch its feature “metrics” on (“bench-metrics” up to 1.3), and prove inside of run_with_metric_collection",
    ),
    [action],
  );
}
