import type { Diagnostic } from "vscode-languageserver/node";
import { coverageFile, isBelow } from "./coverageFiles";

/**
 * What each folder says of each document. Folders overlap (one open inside another, a workspace root above both), and an
 * editor keeps one list a document: the nearest folder around it speaks; where none is, all that know it do.
 */
export class PublishedDiagnostics {
  private readonly folders = new Map<string, ReadonlyMap<string, readonly Diagnostic[]>>();

  /** Takes what a folder says now; gives the URIs whose list may be another. */
  put(folder: string, now: ReadonlyMap<string, readonly Diagnostic[]>): ReadonlySet<string> {
    const before = this.folders.get(folder);
    this.folders.set(folder, now);
    // A folder that speaks for the first time silences the ones around it for its own documents.
    const others =
      before === undefined
        ? [...this.folders.values()].flatMap((rows) => [...rows.keys()]).filter((uri) => isIn(folder, uri))
        : [];
    return new Set([...(before?.keys() ?? []), ...now.keys(), ...others]);
  }

  /** A folder that is no longer asked about. */
  drop(folder: string): ReadonlySet<string> {
    const uris = this.put(folder, new Map());
    this.folders.delete(folder);
    return new Set([
      ...uris,
      ...[...this.folders.values()].flatMap((rows) => [...rows.keys()]).filter((uri) => isIn(folder, uri)),
    ]);
  }

  of(uri: string): readonly Diagnostic[] {
    const around = [...this.folders.keys()].filter((folder) => isIn(folder, uri));
    const nearest = around.sort((a, b) => b.length - a.length)[0];
    if (nearest !== undefined) return this.folders.get(nearest)!.get(uri) ?? [];
    const all = new Map<string, Diagnostic>();
    for (const rows of this.folders.values())
      for (const diagnostic of rows.get(uri) ?? []) all.set(JSON.stringify(diagnostic), diagnostic);
    return [...all.values()];
  }
}

function isIn(folder: string, uri: string): boolean {
  const file = coverageFile(uri);
  return file !== null && isBelow(folder, file);
}
