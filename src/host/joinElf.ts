import { l10n, window } from "vscode";
import { CycleLensError } from "../core/errors";
import type { ProfileSummary } from "../protocol/requests";
import { builtSp1Elf } from "./sp1/guestElf";
import { showActions, showFailure } from "./failure";
import { openFiles } from "./openProfile";
import type { Guests } from "./run/guests";
import type { Services } from "./services";
import { setting } from "./settings";

/**
 * `Join Profile with ELF…`: opens the same files once more, with the guest they are of: its names, and the
 * lines that its debug information knows. Takes `{ elf }`; else offers the compiled guests, or a dialog.
 */
export async function joinElf(
  services: Services,
  guests: Guests,
  [first]: readonly unknown[],
): Promise<ProfileSummary | undefined> {
  const { opened } = services.profiles;
  if (opened === null)
    throw new CycleLensError("not-found", l10n.t("no profile is open"), l10n.t("open a profile first"));
  const given = typeof first === "object" && first !== null ? (first as { elf?: unknown }).elf : undefined;
  const elf = typeof given === "string" ? given : await askElf(await builtGuests(guests));
  return elf === undefined ? undefined : openFiles(services, opened.files, elf);
}

/**
 * An SP1 trace names functions and no places. One compiled guest in the workspace is joined at once if the trace
 * is of it; else the user is asked. Nothing is done where the files brought an ELF along.
 */
export async function offerElf(services: Services, guests: Guests, summary: ProfileSummary): Promise<void> {
  if (summary.elf !== null || !summary.format.startsWith("sp1-") || summary.folder !== null) return;
  const built = await builtGuests(guests).catch(() => []);
  if (services.profiles.active?.id !== summary.id) return;
  const choose = {
    title: l10n.t("Choose ELF…"),
    run: () => joinElf(services, guests, []).catch((error: unknown) => showFailure(services, error)),
  };
  const known = built.map(({ name, elf }) => ({
    title: l10n.t("Join with {0}", name),
    run: () => joinElf(services, guests, [{ elf }]).catch((error: unknown) => showFailure(services, error)),
  }));
  await showActions(
    "information",
    l10n.t(
      "An SP1 trace names functions, not places. With the ELF of its guest they are shown at their sources: {0}",
      summary.title,
    ),
    [...known.slice(0, 2), choose],
  );
}

interface BuiltGuest {
  readonly name: string;
  readonly elf: string;
}

/** SP1 guests of the workspace that are compiled. */
async function builtGuests(guests: Guests): Promise<readonly BuiltGuest[]> {
  const found: BuiltGuest[] = [];
  for (const guest of await guests.all("sp1")) {
    const elf = await builtSp1Elf(guest, null, setting("sp1.elf"));
    if (elf !== null) found.push({ name: guest.bin ?? guest.name, elf });
  }
  return found;
}

async function askElf(built: readonly BuiltGuest[]): Promise<string | undefined> {
  const browse = { label: l10n.t("$(folder-opened) Choose a file…"), description: "", elf: null };
  const items = built.map(({ name, elf }) => ({ label: `$(file-binary) ${name}`, description: elf, elf }));
  const pick =
    built.length === 0
      ? browse
      : await window.showQuickPick([...items, browse], {
          placeHolder: l10n.t("Which compiled guest is this profile of?"),
        });
  if (pick?.elf !== null) return pick?.elf;
  const title = l10n.t("The compiled guest that this profile is of");
  return (await window.showOpenDialog({ openLabel: l10n.t("Join"), title }))?.[0]?.fsPath;
}
