import path from "node:path";
import type { CodeLens } from "vscode-languageserver/node";
import type { PatchRow } from "../../core/coverage/patchRows";
import { safeName } from "../../core/profile/names";
import { runUpdateCommand, type RunUpdate } from "../../protocol/coverage";
import type { FolderAnswer } from "./coverageFolder";

const mostLenses = 500;

/** Above each entry of a patch table what became of it; where cargo must still run, the lens runs it. None while the text is half typed. */
export function patchLenses(answer: FolderAnswer, file: string, runsCommands: boolean): readonly CodeLens[] {
  if (answer.open.get(file)?.problem) return [];
  return answer
    .patches()
    .filter(({ place }) => place.file === file)
    .slice(0, mostLenses)
    .map((row) => {
      const { line } = row.place.range.start;
      const update: RunUpdate = {
        cwd: path.dirname(file),
        then: [["cargo", "update", "-p", row.package]],
      };
      const runs = row.state === "stale" && runsCommands;
      return {
        range: { start: { line, character: 0 }, end: { line, character: 0 } },
        command: runs
          ? { title: titleOf(row), command: runUpdateCommand, arguments: [update] }
          : { title: titleOf(row), command: "" },
      };
    });
}

function titleOf({ state, package: name, versions, reason }: PatchRow): string {
  switch (state) {
    case "applied":
      return safeName(`applied: ${[name, versions.join(", ")].filter(Boolean).join(" ")}`);
    case "elsewhere":
      return "applied, but nothing in the guest uses it";
    case "unknown":
      return safeName(reason);
    case "stale":
    case "unused":
    case "ignored":
      return safeName(`not applied: ${reason}`);
  }
}
