import path from "node:path";
import {
  CodeActionKind,
  type CodeAction,
  type Diagnostic,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { Fix, FixEdit, GuestCoverage, Place } from "../../core/coverage/types";
import { safeName } from "../../core/profile/names";
import { runUpdateCommand, type RunUpdate } from "../../protocol/coverage";
import type { FolderAnswer } from "./coverageFolder";
import { fixAll, fixesOf } from "./fixAll";
import { touches, uriOf } from "./places";

/** What the editor takes of a workspace edit, and whether it runs our commands. */
export interface EditAbilities {
  readonly documentChanges: boolean;
  readonly commands: boolean;
  /** The edit of "fix all" is made when it is chosen. */
  readonly resolveEdits: boolean;
}

/** What a "fix all" without its edit carries: whose it is. */
export interface FixAllData {
  readonly file: string;
  readonly manifest: string;
  readonly name: string;
  readonly backend: string;
}

/** Quick fixes for what stands in a range of a file. None while a document that they edit is half typed. */
export function coverageActions(
  answer: FolderAnswer,
  file: string,
  range: Range,
  diagnostics: readonly Diagnostic[],
  abilities: EditAbilities,
): readonly CodeAction[] {
  if (answer.open.get(file)?.problem) return [];
  const actions = new Map<string, CodeAction>();
  const guests = new Set<GuestCoverage>();
  for (const guest of answer.coverage.guests)
    for (const [place, fix] of placed(guest)) {
      if (place.file !== file || !touches(place.range, range)) continue;
      guests.add(guest);
      if (!isEditable(answer, fix.edits)) continue;
      const key = JSON.stringify([fix.kind, fix.title, fix.edits]);
      if (actions.has(key)) continue;
      const fixed = diagnostics.filter(
        ({ range: at, source }) => source === "CycleLens" && touches(at, place.range),
      );
      actions.set(key, {
        ...actionOf(answer, fix.title, fix.edits, fix.then, abilities),
        ...(fixed.length > 0 ? { diagnostics: fixed } : {}),
      });
    }
  const single = [...actions.values()].map((action) => ({ ...action, isPreferred: actions.size === 1 }));
  return [...single, ...[...guests].flatMap((guest) => allOf(answer, guest, file, abilities))];
}

function placed(guest: GuestCoverage): readonly (readonly [Place, Fix])[] {
  return [...guest.crates, ...guest.findings].flatMap(({ place, fix }) =>
    place === null || fix === null || fix.edits.length === 0 ? [] : [[place, fix] as const],
  );
}

function allOf(
  answer: FolderAnswer,
  guest: GuestCoverage,
  file: string,
  abilities: EditAbilities,
): CodeAction[] {
  const fixes = fixesOf(guest).filter(({ fix }) => isEditable(answer, fix.edits));
  if (fixes.length < 2) return [];
  const titleOf = (count: number): string => `Fix all in guest ${guest.name} (${count})`;
  if (!abilities.resolveEdits) {
    const all = fixAll(answer, guest);
    return all === null || !isEditable(answer, all.edits)
      ? []
      : [actionOf(answer, titleOf(all.count), all.edits, all.then, abilities)];
  }
  const { manifest, name, backend } = guest;
  const data: FixAllData = { file, manifest, name, backend };
  const distinct = new Map(fixes.flatMap(({ fix }) => fix.then.map((argv) => [argv.join(" "), argv])));
  const cwd = path.dirname(answer.fileOf(manifest));
  return [{ ...titled(titleOf(fixes.length), cwd, [...distinct.values()], abilities), data }];
}

/** The edit of a "fix all" that was chosen, for the texts as they are now; null where there is nothing left to do. */
export function resolveFixAll(
  answer: FolderAnswer,
  data: FixAllData,
  abilities: EditAbilities,
): WorkspaceEdit | null {
  const guest = answer.coverage.guests.find(
    ({ manifest, name, backend }) =>
      manifest === data.manifest && name === data.name && backend === data.backend,
  );
  const all = guest === undefined ? null : fixAll(answer, guest);
  if (all === null || !isEditable(answer, all.edits)) return null;
  return workspaceEdit(answer, all.edits, abilities.documentChanges);
}

/** What came back over the wire, checked; null where it is none of ours. */
export function fixAllData(value: unknown): FixAllData | null {
  if (typeof value !== "object" || value === null) return null;
  const { file, manifest, name, backend } = value as Record<string, unknown>;
  return [file, manifest, name, backend].every((item) => typeof item === "string")
    ? ({ file, manifest, name, backend } as FixAllData)
    : null;
}

function actionOf(
  answer: FolderAnswer,
  title: string,
  edits: readonly FixEdit[],
  then: Fix["then"],
  abilities: EditAbilities,
): CodeAction {
  const manifest = edits.find((edit) => path.basename(edit.file) === "Cargo.toml") ?? edits[0]!;
  return {
    ...titled(title, path.dirname(manifest.file), then, abilities),
    edit: workspaceEdit(answer, edits, abilities.documentChanges),
  };
}

/** An action without its edit: what it is called and what must still be run. */
function titled(
  title: string,
  cwd: string,
  then: Fix["then"],
  { commands }: EditAbilities,
): Pick<CodeAction, "title" | "kind" | "command"> {
  const update: RunUpdate = { cwd, then };
  const after = then.map((argv) => argv.join(" ")).join(" && ");
  return {
    // An editor that does not run our command at least says what is still to be run.
    title: safeName(commands || after === "" ? title : `${title} (then run: ${after})`),
    kind: CodeActionKind.QuickFix,
    ...(commands && then.length > 0
      ? { command: { title: safeName(after), command: runUpdateCommand, arguments: [update] } }
      : {}),
  };
}

function workspaceEdit(
  answer: FolderAnswer,
  edits: readonly FixEdit[],
  documentChanges: boolean,
): WorkspaceEdit {
  const files = new Map<string, TextEdit[]>();
  for (const { file, range, newText } of edits) {
    const list = files.get(file) ?? [];
    list.push({ range, newText });
    files.set(file, list);
  }
  if (!documentChanges)
    return { changes: Object.fromEntries([...files].map(([file, list]) => [uriOf(answer, file), list])) };
  return {
    documentChanges: [...files].map(([file, list]) => ({
      textDocument: { uri: uriOf(answer, file), version: answer.open.get(file)?.version ?? null },
      edits: list,
    })),
  };
}

function isEditable(answer: FolderAnswer, edits: readonly FixEdit[]): boolean {
  return edits.every(({ file }) => answer.textOf(file) !== null && !answer.open.get(file)?.problem);
}
