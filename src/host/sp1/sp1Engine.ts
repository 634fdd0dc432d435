import { Uri } from "vscode";
import type { Guest } from "../../protocol/requests";
import { sp1Line } from "../../toolchains/sp1Version";
import { parseVersion } from "../../toolchains/version";
import { subjectKey, type RunMemory } from "../run/memory";
import { trustedSetting } from "../settings";
import type { Sp1ChoiceSettings } from "./choice";

/**
 * What executes an SP1 guest, by `cyclelens.sp1.engine`. `auto`: the user's host where one is configured (given with
 * the command, set, or chosen before), else the embedded engine; guests of SP1 3 to 5 are 32-bit and need a host.
 */
export function sp1Engine(
  memory: RunMemory,
  guest: Guest,
  given: Partial<Sp1ChoiceSettings>,
): "embedded" | "external" {
  const scope = Uri.file(guest.manifestPath);
  const wanted = trustedSetting("sp1.engine", scope);
  if (wanted === "embedded" || wanted === "external") return wanted;
  const isConfigured =
    Object.keys(given).length > 0 ||
    trustedSetting("sp1.hostPackage", scope) !== "" ||
    trustedSetting("sp1.arguments", scope) !== null ||
    memory.sp1ChoiceOf(subjectKey(guest)) !== null;
  const line = guest.sdkVersion === null ? null : sp1Line(parseVersion(guest.sdkVersion));
  return isConfigured || (line !== null && line !== "v6") ? "external" : "embedded";
}
