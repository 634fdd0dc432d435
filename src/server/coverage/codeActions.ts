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
  return [...single, ...[...guests].flatMap((guest) => allOf(answer, guest, abilities))];
}

function placed(guest: GuestCoverage): readonly (readonly [Place, Fix])[] {
  return [...guest.crates, ...guest.findings].flatMap(({ place, fix }) =>
    place === null || fix === null || fix.edits.length === 0 ? [] : [[place, fix] as const],
  );
}

function allOf(answer: FolderAnswer, guest: GuestCoverage, abilities: EditAbilities): CodeAction[] {
  if (fixesOf(guest).length < 2) return [];
  const all = fixAll(answer, guest);
  if (all === null || !isEditable(answer, all.edits)) return [];
  const title = `Fix all in guest ${guest.name} (${all.count})`;
  return [actionOf(answer, title, all.edits, all.then, abilities)];
}

function actionOf(
  answer: FolderAnswer,
  title: string,
  edits: readonly FixEdit[],
  then: Fix["then"],
  { documentChanges, commands }: EditAbilities,
): CodeAction {
  const manifest = edits.find((edit) => path.basename(edit.file) === "Cargo.toml") ?? edits[0]!;
  const update: RunUpdate = { cwd: path.dirname(manifest.file), then };
  const after = then.map((argv) => argv.join(" ")).join(" && ");
  return {
    // An editor that does not run our command at least says what is still to be run.
    title: safeName(commands || after === "" ? title : `${title} (then run: ${after})`),
    kind: CodeActionKind.QuickFix,
    edit: workspaceEdit(answer, edits, documentChanges),
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
