import { commands, env, l10n } from "vscode";
import { CycleLensError } from "../../core/errors";
import { findTool, type FoundTool } from "../../toolchains/findTool";
import { locateTool, requireZiskemu, type LocatedTool } from "../../toolchains/locate";
import { installZiskemu } from "../../toolchains/ziskemu";
import { setContext } from "../contextKeys";
import { ActionableError, settingAction, type Action } from "../failure";
import { userSetting } from "../settings";

/** The emulator, ready to start; else an error that says how to get one. */
export async function checkZiskemu(): Promise<LocatedTool> {
  try {
    const tool = await requireZiskemu({ setting: userSetting("zisk.ziskemuPath") });
    setContext("cyclelens.toolchain", "found");
    return tool;
  } catch (error) {
    if (!CycleLensError.is(error)) throw error;
    if (error.kind === "not-found") setContext("cyclelens.toolchain", "missing");
    throw new ActionableError(error.kind, error.message, error.hint, [
      copyInstall(),
      settingAction("cyclelens.zisk.ziskemuPath"),
      doctorAction(),
    ]);
  }
}

/** `cargo-zisk`; null where it is not installed. */
export function findCargoZisk(): Promise<LocatedTool | null> {
  return locateTool("cargo-zisk", { setting: userSetting("zisk.cargoZiskPath") });
}

/** Looks whether the emulator is there without starting it, for the welcome views. */
export async function lookForToolchain(): Promise<FoundTool | null> {
  const found = await findTool("ziskemu", { setting: userSetting("zisk.ziskemuPath") });
  setContext("cyclelens.toolchain", found === null ? "missing" : "found");
  return found;
}

/** No way to build: what the user can do. */
export function noBuilder(): CycleLensError {
  return new ActionableError(
    "not-found",
    l10n.t("cargo-zisk is not installed, and no build command is set"),
    l10n.t("install it with ziskup, set the command that builds the guest, or profile a compiled guest"),
    [
      settingAction("cyclelens.zisk.buildCommand"),
      { title: l10n.t("Profile ELF…"), run: () => commands.executeCommand("cyclelens.profileElf") },
      doctorAction(),
    ],
  );
}

function copyInstall(): Action {
  return { title: l10n.t("Copy Install Command"), run: () => env.clipboard.writeText(installZiskemu) };
}

function doctorAction(): Action {
  return { title: l10n.t("Check Toolchains"), run: () => commands.executeCommand("cyclelens.doctor") };
}
