import { readFile } from "node:fs/promises";
import { l10n, workspace } from "vscode";
import { CycleLensError } from "../../core/errors";
import { readHostTargets, targetsArgs, type HostTarget } from "../../toolchains/hostTargets";
import { askCargo } from "../prover/askCargo";

const maxManifests = 40;
const maxManifestBytes = 2 ** 20;
/** `openvm = …`, `openvm.workspace = …` or a table of its own. */
const usesOpenvm = /^\s*(?:openvm(?:\.workspace)?\s*=|\[[\w.'"()-]*dependencies\.openvm\])/m;

/** Binaries and examples of packages that depend on the crate `openvm`. Throws `not-found` where there is none. */
export async function findOpenvmGuests(cargo: string): Promise<readonly HostTarget[]> {
  const files = await workspace.findFiles("**/Cargo.toml", "**/{target,node_modules,vendor}/**", 500);
  const found: HostTarget[] = [];
  let asked = 0;
  for (const { scheme, fsPath } of files.sort((a, b) => (a.fsPath < b.fsPath ? -1 : 1))) {
    if (scheme !== "file" || asked >= maxManifests) continue;
    const text = (await readFile(fsPath, "utf8").catch(() => "")).slice(0, maxManifestBytes);
    if (!usesOpenvm.test(text)) continue;
    asked++;
    const answer = await askCargo(cargo, targetsArgs(fsPath)).catch(() => "");
    for (const target of readHostTargets(answer))
      if (target.manifestPath === fsPath && target.kind !== "bench") found.push(target);
  }
  if (found.length > 0) return found;
  throw new CycleLensError(
    "not-found",
    l10n.t("no guest for OpenVM was found in this workspace"),
    l10n.t("open the folder of a package that depends on the crate openvm"),
  );
}
