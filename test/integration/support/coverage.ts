import * as assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import type { GuestCoverage } from "../../../src/core/coverage/types";
import type { CoverageAnswer } from "../../../src/protocol/coverage";
import { until } from "./until";
import { workspaceFolder } from "./workspace";

/** Real guests, where the machine has them. */
const shared = process.env.CYCLELENS_SHARED;
export const noGuests = "no real guests: CYCLELENS_SHARED names the folder that has data/guests";
export const mustHaveGuests = process.env.CYCLELENS_REQUIRE_SHARED === "1";

/** Folder with Cargo.toml and Cargo.lock of a real guest; null where it is missing. */
export function realGuest(name: string): string | null {
  const folder = shared && path.join(shared, "data/guests", name);
  return folder && existsSync(path.join(folder, "Cargo.lock")) ? folder : null;
}

/** A small guest of our own, `test/fixtures/coverage`. */
export function ownGuest(name: string): string {
  return path.join(process.env.CYCLELENS_FIXTURES!, "coverage", name);
}

type Edit = (text: string) => string;

let copies = 0;

/** A copy of a guest in the workspace, each in a folder of its own: an editor keeps documents a while. */
export class GuestCopy {
  readonly folder: string;
  /** Of the folder in the workspace. */
  readonly name: string;
  readonly manifest: vscode.Uri;
  readonly lock: string;

  constructor(
    from: string,
    name: string,
    {
      manifest = (text: string) => text,
      lock = (text: string) => text,
      root,
    }: { manifest?: Edit; lock?: Edit; root?: string } = {},
    ownName = `coverage-${++copies}`,
  ) {
    this.name = ownName;
    this.folder = path.join(workspaceFolder(), this.name);
    const member = root === undefined ? path.join(this.folder, name) : path.join(this.folder, name, "guest");
    mkdirSync(member, { recursive: true });
    const read = (file: string) => readFileSync(path.join(from, file), "utf8");
    const file = path.join(member, "Cargo.toml");
    writeFileSync(file, manifest(read("Cargo.toml")));
    this.lock = path.join(root === undefined ? member : path.dirname(member), "Cargo.lock");
    writeFileSync(this.lock, lock(read("Cargo.lock")));
    if (root !== undefined) writeFileSync(path.join(path.dirname(member), "Cargo.toml"), root);
    if (existsSync(path.join(from, "openvm.toml")))
      writeFileSync(path.join(member, "openvm.toml"), read("openvm.toml"));
    this.manifest = vscode.Uri.file(file);
  }

  /** What cargo would write: only the entries that the test names. */
  editLock(edit: Edit): void {
    writeFileSync(this.lock, edit(readFileSync(this.lock, "utf8")));
  }

  /** `unpatched` for a crate, as the server answers now. */
  async stateOf(crate: string): Promise<string> {
    const crates = (await this.#guests())
      .flatMap((guest) => guest.crates)
      .filter((row) => row.crate === crate);
    return [...new Set(crates.map(({ state }) => state))].join(", ") || "not there";
  }

  async findings(): Promise<readonly string[]> {
    return (await this.#guests()).flatMap((guest) =>
      guest.findings.map(({ kind, message }) => `${kind}: ${message}`),
    );
  }

  async #guests(): Promise<readonly GuestCoverage[]> {
    const answer = await vscode.commands.executeCommand<CoverageAnswer>("cyclelens.refreshCoverage");
    assert.ok(answer, "no answer");
    return answer.folders
      .flatMap(({ coverage }) => coverage.guests)
      .filter(({ manifest }) => manifest.startsWith(`${this.name}/`));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Applies the one quick fix of the file whose title matches; its command stays for the test. */
export async function applyQuickFix(uri: vscode.Uri, title: RegExp): Promise<vscode.CodeAction> {
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    uri,
    whole,
    vscode.CodeActionKind.QuickFix.value,
    100, // The edit of "fix all" is made when it is asked for.
  );
  const fitting = actions.filter((action) => title.test(action.title));
  assert.equal(fitting.length, 1, actions.map((action) => action.title).join(" | "));
  const [action] = fitting;
  assert.ok(await vscode.workspace.applyEdit(action!.edit!));
  for (const changed of vscode.workspace.textDocuments) if (changed.isDirty) await changed.save();
  return action!;
}

/**
 * A folder in the workspace whose files the editor's watcher reports. A file that is written into a
 * folder made a moment before can be missed on Linux: the watcher must see each level first.
 */
export async function watchedFolder(name: string, below: string): Promise<void> {
  const outer = path.join(workspaceFolder(), name);
  const inner = path.join(outer, below);
  let seen = false;
  const watcher = vscode.workspace.createFileSystemWatcher("**/watched.probe");
  watcher.onDidCreate(() => (seen = true));
  watcher.onDidChange(() => (seen = true));
  try {
    for (const folder of [outer, inner]) {
      mkdirSync(folder, { recursive: true });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const probe = path.join(inner, "watched.probe");
    await until(() => {
      writeFileSync(probe, String(Date.now()));
      return seen;
    }, `the editor's watcher in ${inner}`);
    rmSync(probe);
  } finally {
    watcher.dispose();
  }
}
