import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import {
  ConfigurationTarget,
  l10n,
  Position,
  Range,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import { CycleLensError } from "../core/errors";
import { sourcePrefixes } from "../core/analysis/sourcePrefixes";
import { resolveSource } from "../protocol/requests";
import type { Reveal, Services } from "./services";
import { setting } from "./settings";
import { isInside, isPlainPath, knownSourceRoots } from "./sourceRoots";

/**
 * Opens sources that a profile names. The name comes from a file and is not trusted: the server maps it, its
 * real path must lie in a workspace folder or among the crates of cargo and rustup, else the user is asked,
 * once a folder. A source that is not found can be located; the setting `cyclelens.sourceMap` remembers it.
 */
export function createReveal(services: Pick<Services, "profiles">): Reveal {
  const allowed = new Set<string>();
  return async (file, line, options) => {
    const found = await services.profiles.request(resolveSource, { file, line });
    const target = found.path === null ? await locate(file) : await checked(found.path, allowed);
    if (target === null) return;
    const at = new Position(Math.max(0, found.line - 1), 0);
    const editor = await window.showTextDocument(Uri.file(target), {
      selection: new Range(at, at),
      ...(options?.beside ? { viewColumn: ViewColumn.Beside } : {}),
      preserveFocus: options?.preserveFocus === true,
    });
    editor.revealRange(new Range(at, at), TextEditorRevealType.InCenterIfOutsideViewport);
  };
}

/** The path as it may be opened; null if the user says no. */
async function checked(found: string, allowed: Set<string>): Promise<string | null> {
  if (!isPlainPath(found)) throw refused(found);
  const real = await realpath(found);
  if (!(await stat(real)).isFile()) throw refused(found);
  const folder = path.dirname(real);
  if (allowed.has(folder) || (await knownSourceRoots()).some((root) => isInside(real, root))) return real;
  const open = l10n.t("Open");
  const question = l10n.t("{0} lies outside of the workspace and of the crates of cargo. Open it?", real);
  if ((await window.showWarningMessage(question, open)) !== open) return null;
  allowed.add(folder);
  return real;
}

async function locate(file: string): Promise<string | null> {
  const button = l10n.t("Locate…");
  const message = l10n.t("{0} is not on this machine.", file);
  if ((await window.showWarningMessage(message, button)) !== button) return null;
  const name = path.posix.basename(file.replaceAll("\\", "/"));
  const [picked] =
    (await window.showOpenDialog({ title: l10n.t("Where is {0}?", name), openLabel: l10n.t("Open") })) ?? [];
  if (!picked) return null;
  const prefixes = sourcePrefixes(file, picked.fsPath.replaceAll(path.sep, "/"));
  if (prefixes) {
    const map = { ...setting("sourceMap"), [prefixes.from]: prefixes.to };
    const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    await workspace.getConfiguration("cyclelens").update("sourceMap", map, target);
  }
  return picked.fsPath;
}

function refused(file: string): CycleLensError {
  return new CycleLensError("untrusted", l10n.t("{0} is not opened: it is no local file", file), "");
}
