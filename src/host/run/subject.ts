import { Uri, workspace } from "vscode";
import type { Guest } from "../../protocol/requests";
import { nameOfElf } from "../../runs/title";
import { guestLabel } from "./guests";

/** What is run: a guest that is built first, or an ELF as it is. */
export interface Subject {
  readonly name: string;
  /** Null for an ELF. */
  readonly guest: Guest | null;
  /** Null for a guest: known after the build. */
  readonly elf: string | null;
  /** Where `.cyclelens/` stands. */
  readonly root: string;
}

/** A guest of the workspace; its ELF is known after the build. */
export function guestSubject(guest: Guest): Subject {
  return { name: guestLabel(guest), guest, elf: null, root: guest.root };
}

/**
 * Named as on the command line, so that its runs are one history. They stand in its workspace folder, else in the first
 * one, else where the editor keeps our files.
 */
export function elfSubject(elf: string, storage: Uri): Subject {
  const owner =
    workspace.getWorkspaceFolder(Uri.file(elf)) ??
    workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file");
  return { name: nameOfElf(elf), guest: null, elf, root: owner?.uri.fsPath ?? storage.fsPath };
}
