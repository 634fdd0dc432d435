import { stat } from "node:fs/promises";
import path from "node:path";
import { l10n, window, workspace, type QuickPickItem } from "vscode";
import type { Guest } from "../../protocol/requests";
import { withoutIcons } from "../plainText";
import { chooseGuest, guestItem } from "./choose";
import type { Guests } from "./guests";
import { subjectKey, type RunMemory } from "./memory";
import { pickElf } from "./pickElf";

/** What an input belongs to: a guest of the workspace, or an ELF that was profiled by itself. */
export type InputSubject = Guest | { readonly elf: string };

interface Choice extends QuickPickItem {
  /** Null: an ELF that is still to be chosen. */
  readonly subject: InputSubject | null;
}

/** A guest or a profiled ELF of the user's pick, what was run last on top; not asked where there is one only. Undefined: cancelled. */
export async function chooseSubject(guests: Guests, memory: RunMemory): Promise<InputSubject | undefined> {
  const elfs = await existing(memory.recentElfs);
  if (elfs.length === 0) return chooseGuest(guests, memory, undefined);
  const all = await guests.all();
  const [only] = elfs;
  if (all.length === 0 && elfs.length === 1) return { elf: only! };
  const last = memory.lastRun;
  const lastKey = last !== null && "input" in last ? subjectKey(last) : null;
  const known: Choice[] = [
    ...all.map((guest) => ({ ...guestItem(guest), subject: guest })),
    ...elfs.map((elf) => ({
      label: `$(file-binary) ${withoutIcons(path.basename(elf))}`,
      description: workspace.asRelativePath(path.dirname(elf)),
      detail: l10n.t("profiled by itself"),
      subject: { elf },
    })),
  ];
  const isLast = ({ subject }: Choice): boolean => subject !== null && subjectKey(subject) === lastKey;
  const items = [
    ...known.sort((a, b) => Number(isLast(b)) - Number(isLast(a))),
    { label: l10n.t("$(folder-opened) Another ELF…"), subject: null },
  ];
  const picked = await window.showQuickPick(items, {
    placeHolder: l10n.t("Which guest?"),
    matchOnDescription: true,
  });
  if (picked === undefined || picked.subject !== null) return picked?.subject ?? undefined;
  const elf = await pickElf(l10n.t("Choose Input"));
  return elf === undefined ? undefined : { elf };
}

async function existing(files: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (info) => info.isFile(),
        () => false,
      ),
    ),
  );
  return files.filter((_, at) => found[at]);
}
