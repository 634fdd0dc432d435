import path from "node:path";
import { commands, l10n, Uri, window, workspace, type QuickPickItem } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { Guest } from "../../protocol/requests";
import { ActionableError } from "../failure";
import { guestLabel, guestOf, type GuestMachine, type Guests } from "./guests";
import { readInput, type GuestInput } from "./guestInput";
import { subjectKey, type RunMemory } from "./memory";

/** What a command may be given instead of a dialog: by a lens, a menu or a test. */
export interface GivenRun {
  /** A guest, its name, its binary, its manifest, or a source file of it. */
  readonly guest: unknown;
  /** A compiled guest in place of one of the workspace. */
  readonly elf?: string;
  /** Undefined: what is remembered, else ask. */
  readonly input: GuestInput | undefined;
}

/** Reads the arguments of a profile command. */
export function givenRun(args: readonly unknown[]): GivenRun {
  const [first] = args;
  if (first instanceof Uri || typeof first === "string") return { guest: first, input: undefined };
  if (typeof first !== "object" || first === null) return { guest: undefined, input: undefined };
  const { guest, elf, input } = first as { guest?: unknown; elf?: unknown; input?: unknown };
  return {
    guest: "manifestPath" in first ? first : guest,
    ...(typeof elf === "string" ? { elf } : {}),
    input: readInput(input),
  };
}

/** The guest that is meant, else the only one, else the user's pick (the last one on top). Undefined: cancelled. */
export async function chooseGuest(
  guests: Guests,
  memory: RunMemory,
  wanted: unknown,
  machine?: GuestMachine,
): Promise<Guest | undefined> {
  let all = await guests.all(machine);
  if (all.length === 0 && guests.known) {
    // A manifest that was written outside of the editor is not noticed by itself.
    guests.forget();
    all = await guests.all(machine);
  }
  if (all.length === 0) {
    guests.forget();
    throw noGuest(machine);
  }
  if (wanted !== undefined && wanted !== null) {
    const meant = matching(all, wanted);
    if (meant) return meant;
    if (!(wanted instanceof Uri))
      throw new CycleLensError(
        "not-found",
        l10n.t("the guest {0} was not found in this workspace", describe(wanted)),
        l10n.t("choose one of: {0}", all.map(guestLabel).join(", ")),
      );
  }
  if (all.length === 1) return all[0];
  const last = memory.lastGuest;
  const items = [...all]
    .sort((a, b) => Number(subjectKey(b) === last) - Number(subjectKey(a) === last))
    .map((guest) => ({ ...guestItem(guest), guest }));
  return (
    await window.showQuickPick(items, {
      placeHolder: l10n.t("Which guest?"),
      matchOnDescription: true,
    })
  )?.guest;
}

/** A guest as a row of a list to pick from. */
export function guestItem(guest: Guest): QuickPickItem {
  const sdk = sdkText(guest);
  return {
    label: guestLabel(guest),
    description: workspace.asRelativePath(path.dirname(guest.manifestPath)),
    ...(sdk === undefined ? {} : { detail: sdk }),
  };
}

function matching(all: readonly Guest[], wanted: unknown): Guest | null {
  if (wanted instanceof Uri) return guestOf(wanted.fsPath, all);
  if (typeof wanted === "string")
    return (
      all.find((guest) => [guest.manifestPath, guest.bin, guest.name, guestLabel(guest)].includes(wanted)) ??
      null
    );
  if (typeof wanted !== "object" || wanted === null) return null;
  const { manifestPath, bin } = wanted as Partial<Guest>;
  return (
    all.find((guest) => guest.manifestPath === manifestPath && (bin === undefined || guest.bin === bin)) ??
    null
  );
}

function describe(wanted: unknown): string {
  if (typeof wanted === "string") return wanted;
  const { name, manifestPath } = wanted as { name?: unknown; manifestPath?: unknown };
  return String(name ?? manifestPath ?? wanted);
}

/** `ziskos 1.4.0-alpha`, `SP1 6.2.0`. */
function sdkText({ machine, sdkVersion }: Guest): string | undefined {
  return sdkVersion === null ? undefined : `${machine === "sp1" ? "SP1" : "ziskos"} ${sdkVersion}`;
}

function noGuest(machine?: GuestMachine): CycleLensError {
  if (!workspace.workspaceFolders?.length)
    return new ActionableError(
      "not-found",
      l10n.t("no folder is open"),
      l10n.t("open the folder of a guest"),
      [{ title: l10n.t("Open Folder"), run: () => runCommand("vscode.openFolder") }],
    );
  if (machine === "sp1")
    return new ActionableError(
      "not-found",
      l10n.t("no SP1 guest was found in this workspace"),
      l10n.t(
        "a guest is a package that depends on sp1-zkvm; a trace that was recorded elsewhere can be opened",
      ),
      [{ title: l10n.t("Open Profile…"), run: () => runCommand("cyclelens.openProfile") }],
    );
  return new ActionableError(
    "not-found",
    l10n.t("no ZisK guest was found in this workspace"),
    l10n.t("a guest is a package that depends on ziskos; a compiled one can be profiled by itself"),
    [{ title: l10n.t("Profile ELF…"), run: () => runCommand("cyclelens.profileElf") }],
  );
}

async function runCommand(id: string): Promise<void> {
  await commands.executeCommand(id);
}
