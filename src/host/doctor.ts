import os from "node:os";
import { l10n } from "vscode";
import { showFailure } from "./failure";
import { lookForToolchain } from "./run/checks";
import { runTask, stepTask } from "./run/runTask";
import { runnerProgram } from "./run/runnerProgram";
import type { Services } from "./services";
import { userSetting } from "./settings";

/** `Check Toolchains`: the command line's own table in the terminal, with the paths of the settings. */
export async function checkToolchains(services: Services): Promise<number | "stopped"> {
  const { node, cli } = runnerProgram(services);
  const env = {
    ELECTRON_RUN_AS_NODE: "1",
    CYCLELENS_ZISKEMU: userSetting("zisk.ziskemuPath"),
    CYCLELENS_CARGO_ZISK: userSetting("zisk.cargoZiskPath"),
  };
  const process = { argv: [node, cli, "doctor"], cwd: os.homedir(), env };
  const end = await runTask(
    stepTask({ step: "doctor", name: l10n.t("check toolchains"), process, problems: false }),
    () => undefined,
  );
  await lookForToolchain().catch((error: unknown) => showFailure(services, error));
  return end;
}
