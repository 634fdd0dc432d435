import { env, l10n, window, type QuickPickItem } from "vscode";
import { safeName } from "../core/profile/names";
import { doctor, type DoctorRow } from "../toolchains/doctor";
import { lookForToolchain } from "./run/checks";
import { userSetting } from "./settings";

/** `Check Toolchains`: the table of `cyclelens doctor`, with the paths of the settings. Gives its rows. */
export async function checkToolchains(): Promise<readonly DoctorRow[]> {
  const rows = await doctor({
    ziskemu: { setting: userSetting("zisk.ziskemuPath") },
    cargoZisk: { setting: userSetting("zisk.cargoZiskPath") },
  });
  await lookForToolchain();
  // Not awaited: the table stays open while the command is done.
  void window
    .showQuickPick(rows.map(toItem), {
      title: l10n.t("Toolchains"),
      placeHolder: l10n.t("Choose a row to copy what it says to do, or its path"),
      matchOnDescription: true,
      matchOnDetail: true,
    })
    .then((pick) => pick && env.clipboard.writeText(pick.copied));
  return rows;
}

function toItem({
  tool,
  state,
  version,
  path,
  for: purpose,
  fix,
}: DoctorRow): QuickPickItem & { copied: string } {
  const icon = state === "ok" ? "pass" : state === "missing" ? "circle-slash" : "warning";
  const word = { ok: l10n.t("found"), missing: l10n.t("missing"), problem: l10n.t("problem") }[state];
  return {
    label: `$(${icon}) ${tool}`,
    description: [version ?? word, path ?? ""].map(safeName).join("  "),
    detail: safeName(fix ?? purpose),
    copied: fix?.replace(/^run: | \(.*\)$/g, "") ?? path ?? tool,
  };
}
