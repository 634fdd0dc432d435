import path from "node:path";
import { CompletionItemKind, type CompletionItem } from "vscode-languageserver/node";
import { canonical } from "../../core/coverage/rules";
import { inRange } from "../../core/coverage/rulesVersions";
import type { GuestCoverage } from "../../core/coverage/types";
import { safeName } from "../../core/profile/names";
import { backendNames, sdkText } from "../../core/report/coverageWords";
import type { FolderAnswer } from "./coverageFolder";
import { isBelow } from "./coverageFiles";
import type { PatchCursor } from "./patchTable";

const mostItems = 200;

/** What may stand at the cursor in a patch table: entries that a guest still lacks, repositories and tags of the rules. */
export function patchCompletion(
  answer: FolderAnswer,
  file: string,
  cursor: PatchCursor,
): readonly CompletionItem[] {
  // A patch table is read for the guests at and below its folder.
  const guests = answer.coverage.guests.filter(({ manifest }) =>
    isBelow(path.dirname(file), answer.fileOf(manifest)),
  );
  const items = new Map<string, CompletionItem>();
  const add = (item: CompletionItem): void => {
    if (items.size < mostItems && !items.has(item.label)) items.set(item.label, item);
  };
  for (const guest of guests)
    if (cursor.at === "key") for (const item of entriesOf(guest, cursor)) add(item);
    else for (const item of valuesOf(answer, guest, cursor)) add(item);
  return [...items.values()];
}

/** Whole entries: those of the quick fixes, to the letter. */
function entriesOf(guest: GuestCoverage, { table, range }: PatchCursor): readonly CompletionItem[] {
  return guest.crates.flatMap(({ crate, version, source, state, fix, operation }): CompletionItem[] => {
    if (fix?.kind !== "add-patch" || !isOfTable(table, source)) return [];
    const lines = fix.edits.flatMap(({ newText }) => newText.split(/\r?\n/));
    const line = lines.find((text) => text.startsWith(`${crate} = {`) || text.startsWith(`${crate}-v`));
    if (line === undefined) return [];
    return [
      {
        label: crate,
        kind: CompletionItemKind.Module,
        detail: safeName(`${operation} ${state}: ${crate} ${version ?? ""}, ${sdkText(guest)}`),
        documentation: safeName(line),
        textEdit: { range, newText: line },
      },
    ];
  });
}

function isOfTable(table: string, source: string | undefined): boolean {
  if (table === "crates-io") return source === undefined || !source.startsWith("git+");
  return (
    source !== undefined && canonical(source.replace(/^git\+/, "").split(/[?#]/)[0]!) === canonical(table)
  );
}

function valuesOf(
  answer: FolderAnswer,
  guest: GuestCoverage,
  { at, crate, git, range, table }: PatchCursor,
): readonly CompletionItem[] {
  const rule = answer.rules().backends.get(guest.backend)?.crates.get(crate);
  const versions = new Set(guest.crates.filter((row) => row.crate === crate).map(({ version }) => version));
  const { version: sdk } = guest.sdk;
  return (rule?.patches ?? []).flatMap((patch): CompletionItem[] => {
    const repository = patch.repository ?? rule?.repository ?? "";
    if (patch.from === undefined ? table !== "crates-io" : canonical(patch.from) !== canonical(table))
      return [];
    if (at !== "git" && git !== null && canonical(git) !== canonical(repository)) return [];
    const value =
      at === "git" ? repository : at === "tag" ? patch.tag?.replaceAll("{sdk}", sdk ?? "") : patch.branch;
    if (!value) return [];
    const fits = inRange(sdk, patch.sdk) === true;
    const own = versions.has(patch.version);
    return [
      {
        label: value,
        kind: CompletionItemKind.Value,
        detail: safeName(
          `${crate} ${patch.version}, ${backendNames[guest.backend]} ${patch.sdk ?? "of any version"}${fits ? "" : ` (here: ${sdk ?? "unknown"})`}`,
        ),
        // What is for this SDK and this version comes first.
        sortText: `${fits ? 0 : 1}${own ? 0 : 1}${value}`,
        ...(fits && own ? { preselect: true } : {}),
        textEdit: { range, newText: value },
      },
    ];
  });
}
