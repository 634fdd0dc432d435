import path from "node:path";
import { commands, l10n, Uri } from "vscode";
import type { Guest } from "../../protocol/requests";
import { findTool } from "../../toolchains/findTool";
import { ActionableError } from "../failure";
import type { GuestInput } from "../run/guestInput";
import type { MachineRun } from "../run/machineRun";
import { readyEmbedded } from "../run/readyEmbedded";
import { buildFailure, runBuild } from "../run/runBuild";
import type { RunFlow } from "../run/runFlowParts";
import { guestSubject } from "../run/subject";
import { trustedSetting } from "../settings";
import { builtSp1Elf, guestBuildStep } from "./guestElf";

/** A run of an SP1 guest in the embedded engine: no host; the guest is built where it can be. */
export function sp1EmbeddedRun(flow: RunFlow, guest: Guest, input: GuestInput): MachineRun {
  const { services, problems } = flow;
  const subject = guestSubject(guest);
  const label = subject.name;
  const scope = Uri.file(guest.manifestPath);
  return {
    subject,
    request: { kind: "sp1", manifestPath: guest.manifestPath, bin: guest.bin, input },
    firstStep: l10n.t("looking for cargo"),
    check: () => Promise.resolve(),
    prepare: async ({ started, says }) => {
      const cargo = (await findTool("cargo"))?.program ?? "cargo";
      const step = await guestBuildStep(guest, null, cargo, trustedSetting("sp1.buildCommand", scope));
      if (step !== null) {
        says(l10n.t("building {0}", label));
        const built = await runBuild(services, problems, { label, step, root: guest.root }, started);
        if (built.exitCode !== 0) throw buildFailure(services, problems, label, built);
      }
      const elf = await builtSp1Elf(guest, null, trustedSetting("sp1.elf", scope));
      if (elf === null) throw notBuilt(guest, label);
      return readyEmbedded(services, "sp1", subject, elf, input);
    },
  };
}

function notBuilt(guest: Guest, label: string): Error {
  return new ActionableError(
    "not-found",
    l10n.t("the guest {0} is not built: no ELF below {1}", label, path.join(guest.root, "target")),
    l10n.t("build it with cargo prove build, or set the command or the ELF in the settings"),
    [
      {
        title: l10n.t("Open Settings"),
        run: () => commands.executeCommand("workbench.action.openSettings", "cyclelens.sp1"),
      },
    ],
  );
}
