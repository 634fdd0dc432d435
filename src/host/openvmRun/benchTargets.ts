import { dirname } from "node:path";
import { l10n, workspace } from "vscode";
import { CycleLensError } from "../../core/errors";
import { readHostTargets, targetsArgs } from "../../toolchains/hostTargets";
import type { BenchmarkTarget } from "../../toolchains/openvmBench";
import { readOpenvmPackages, type OpenvmLine } from "../../toolchains/openvmLine";
import { askCargo } from "../prover/askCargo";

/** Programs of the workspace that can be a prove benchmark. */
export interface BenchTargets {
  readonly targets: readonly BenchmarkTarget[];
  /** Of each target's package; null where nothing names a version. */
  readonly lines: readonly (OpenvmLine | null)[];
}

/** Manifests that are asked about; a workspace's members are asked for once, with its root. */
const maxManifests = 40;

/** Binaries and examples, those of packages on OpenVM first. Throws `not-found` where there is none. */
export async function findBenchTargets(cargo: string): Promise<BenchTargets> {
  const files = await workspace.findFiles("**/Cargo.toml", "**/{target,node_modules,vendor}/**", 500);
  const manifests = files
    .filter(({ scheme }) => scheme === "file")
    .map(({ fsPath }) => fsPath)
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const covered = new Set<string>();
  const rows: { target: BenchmarkTarget; line: OpenvmLine | null; isProver: boolean }[] = [];
  let asked = 0;
  for (const manifest of manifests) {
    if (covered.has(manifest) || asked++ >= maxManifests) continue;
    const answer = await askCargo(cargo, targetsArgs(manifest)).catch(() => "");
    const packages = readOpenvmPackages(answer);
    const targets = readHostTargets(answer);
    covered.add(manifest);
    for (const path of packages.keys()) covered.add(path);
    for (const target of targets) {
      if (target.kind === "bench") continue;
      const pack = packages.get(target.manifestPath);
      rows.push({
        target: {
          ...target,
          defaults: pack?.defaultFeatures ?? [],
          workspaceRoot: pack?.workspaceRoot ?? dirname(target.manifestPath),
        },
        line: pack?.line ?? null,
        isProver: pack?.isProver ?? false,
      });
    }
  }
  if (rows.length === 0)
    throw new CycleLensError(
      "not-found",
      l10n.t("no program was found in this workspace"),
      l10n.t("open the folder of OpenVM's benchmarks, or of a package that proves with openvm-sdk"),
    );
  rows.sort((a, b) => Number(b.isProver) - Number(a.isProver));
  return { targets: rows.map(({ target }) => target), lines: rows.map(({ line }) => line) };
}
