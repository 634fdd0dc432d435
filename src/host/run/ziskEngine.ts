import type { ConfigurationScope } from "vscode";
import type { LocatedTool } from "../../toolchains/locate";
import { trustedSetting, userSetting } from "../settings";
import { checkZiskemu, lookForToolchain } from "./checks";
import { isSp1Elf } from "./findElf";

/** What executes a guest that is given as an ELF, or a ZisK guest. */
export type ZiskEngine =
  | { readonly kind: "external"; readonly tool: LocatedTool }
  | { readonly kind: "embedded"; readonly machine: "zisk" | "sp1" };

/**
 * By `cyclelens.zisk.engine`: `auto` takes ziskemu where it is installed and the embedded engine otherwise; a packed ELF
 * is the embedded engine's, ziskemu reads none. A path in the settings that names no program is told, not passed over.
 * Throws an error fit for the user.
 */
export async function ziskEngine(scope: ConfigurationScope, elf: string | null): Promise<ZiskEngine> {
  // Without its host a compiled SP1 guest can only run here.
  if (elf !== null && (await isSp1Elf(elf).catch(() => false))) return { kind: "embedded", machine: "sp1" };
  const wanted = trustedSetting("zisk.engine", scope);
  if (wanted === "embedded") return { kind: "embedded", machine: "zisk" };
  if (wanted === "auto") {
    if (elf !== null && elf.endsWith(".gz")) return { kind: "embedded", machine: "zisk" };
    const isNamed = userSetting("zisk.ziskemuPath") !== "";
    if (!isNamed && (await lookForToolchain()) === null) return { kind: "embedded", machine: "zisk" };
  }
  return { kind: "external", tool: await checkZiskemu() };
}
