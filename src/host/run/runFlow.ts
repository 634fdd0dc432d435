import { l10n, type ExtensionContext, Uri } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { FinishRunResult } from "../../protocol/requests";
import type { Handlers } from "../commands";
import { rerunBench } from "../openvmRun/openvmRunHandlers";
import { rerunProver } from "../prover/profileProver";
import { rerunSp1 } from "../sp1/sp1Flow";
import { checkInput } from "./checkInput";
import { askInput, chooseInput } from "./askInput";
import { chooseGuest, givenRun } from "./choose";
import { chooseSubject } from "./chooseSubject";
import { readInput } from "./guestInput";
import { subjectKey } from "./memory";
import { isRiscvElf } from "./findElf";
import { pickElf } from "./pickElf";
import type { RunFlow } from "./runFlowParts";
import { prepareSetup } from "./setup";
import { elfSubject, guestSubject, type Subject } from "./subject";
import { requireTrust } from "./trust";
import { verifyEngine } from "./verifyEngine";
import { ziskRun } from "./ziskRun";

type RunFlowCommand =
  | "cyclelens.profileZisk"
  | "cyclelens.profileElf"
  | "cyclelens.chooseInput"
  | "cyclelens.rerun"
  | "cyclelens.stop"
  | "cyclelens.verifyEngine"
  | "cyclelens.ziskSetup";

/**
 * The commands that start a run. Each takes what a dialog would ask for:
 * `profileZisk({ guest, input })`, `profileElf({ elf, input })` or a file of the explorer.
 */
export function runFlowHandlers(flow: RunFlow): Pick<Handlers, RunFlowCommand> {
  const { session } = flow;
  return {
    "cyclelens.profileZisk": (...args) => profileGuest(flow, args),
    "cyclelens.profileElf": (...args) => profileElf(flow, args),
    "cyclelens.rerun": () => rerun(flow),
    "cyclelens.stop": () => session.stop(),
    "cyclelens.chooseInput": (...args) => chooseAnew(flow, args),
    "cyclelens.ziskSetup": (...args) => prepareSetup(flow, args),
    "cyclelens.verifyEngine": (...args) => verifyEngine(flow, args),
  };
}

/** Gives whether an input was chosen: of the guest or ELF that is given, else of the user's pick. */
async function chooseAnew({ guests, memory }: RunFlow, args: readonly unknown[]): Promise<boolean> {
  const { guest: wanted, elf, input } = givenRun(args);
  const subject =
    elf !== undefined
      ? { elf }
      : wanted === undefined || wanted === null
        ? await chooseSubject(guests, memory)
        : await chooseGuest(guests, memory, wanted);
  if (!subject) return false;
  if (input === undefined) return (await askInput(memory, subjectKey(subject))) !== undefined;
  await memory.rememberInput(subjectKey(subject), input);
  return true;
}

async function profileGuest(
  { services, guests, memory, session, problems }: RunFlow,
  args: readonly unknown[],
): Promise<FinishRunResult | undefined> {
  requireTrust();
  const { guest: wanted, input: given } = givenRun(args);
  const guest = await chooseGuest(guests, memory, wanted, "zisk");
  if (!guest) return undefined;
  const input = await chooseInput(memory, subjectKey(guest), given);
  if (input === undefined) return undefined;
  checkInput(input);
  const { manifestPath, bin } = guest;
  const request = { kind: "guest", manifestPath, bin, input } as const;
  return session.run(ziskRun(services, problems, guestSubject(guest), request));
}

async function profileElf(
  { services, memory, session, problems }: RunFlow,
  args: readonly unknown[],
): Promise<FinishRunResult | undefined> {
  requireTrust();
  const [first] = args;
  const { elf: named, input: given } = (
    typeof first === "object" && first !== null && !(first instanceof Uri) ? first : {}
  ) as { elf?: unknown; input?: unknown };
  const elf =
    first instanceof Uri
      ? first.fsPath
      : typeof named === "string"
        ? named
        : await pickElf(l10n.t("Profile"));
  if (elf === undefined) return undefined;
  await requireRiscv(elf);
  const input = await chooseInput(memory, subjectKey({ elf }), readInput(given));
  if (input === undefined) return undefined;
  checkInput(input);
  const request = { kind: "elf", elf, input } as const;
  return session.run(ziskRun(services, problems, elfSubject(elf, storage(services.context)), request));
}

async function rerun(flow: RunFlow): Promise<FinishRunResult | undefined> {
  const { services, guests, memory, session, problems } = flow;
  requireTrust();
  const last = memory.lastRun;
  if (last === null)
    throw new CycleLensError(
      "not-found",
      l10n.t("nothing was profiled in this workspace yet"),
      l10n.t("profile a guest first"),
    );
  if (last.kind === "prover") return rerunProver(flow, last.prover);
  if (last.kind === "openvm") return rerunBench(flow, last.openvm);
  checkInput(last.input);
  if (last.kind === "sp1") return rerunSp1(flow, last);
  const again = (subject: Subject) => session.run(ziskRun(services, problems, subject, last));
  if (last.kind === "elf") return again(elfSubject(last.elf, storage(services.context)));
  const guest = await chooseGuest(guests, memory, { manifestPath: last.manifestPath, bin: last.bin }, "zisk");
  return guest && again(guestSubject(guest));
}

async function requireRiscv(elf: string): Promise<void> {
  if (await isRiscvElf(elf, { orPacked: true }).catch(() => false)) return;
  throw new CycleLensError(
    "bad-input",
    l10n.t("{0} is no RISC-V program", elf),
    l10n.t("choose the ELF of a guest, not of its host"),
  );
}

function storage(context: ExtensionContext): Uri {
  return context.storageUri ?? context.globalStorageUri;
}
