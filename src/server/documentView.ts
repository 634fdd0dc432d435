import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { LineMap } from "../core/analysis/lineMap";
import { matchFunctions, type FunctionMatch } from "../core/analysis/matchFunctions";
import { indexFunctions, type RustFunction } from "../core/rust/functionIndex";
import { modulePlace } from "../core/rust/modulePath";
import { splitLines, type OpenDocument } from "./documents";
import { packageOf } from "./packages";
import type { OpenedProfile } from "./profileStore";
import { mapLines, maxSourceBytes, recordLines, type RecordedLines } from "./recordedLines";
import { realPathOfUri } from "./sources";

/** One document seen through one profile. */
export interface DocumentView {
  readonly lines: readonly string[];
  /** Spellings of this file in the profile's line table. */
  readonly lineFiles: ReadonlySet<number>;
  readonly lineMap: LineMap;
  readonly doubtful: boolean;
  /** The run itself recorded the lines: they are known whatever the file was like since. */
  readonly recorded: boolean;
  /** Empty for what is not Rust. */
  readonly functions: readonly RustFunction[];
  readonly matches: readonly FunctionMatch[];
}

interface Known {
  readonly realPath: string | null;
  readonly names: ReadonlySet<string>;
  readonly recorded: RecordedLines | null;
  readonly crates: ReadonlySet<string> | null;
  readonly modules: readonly string[] | null;
}

/** What a profile says of documents. Facts about the file are kept, the view itself for the last version. */
export class DocumentViews {
  private readonly known = new Map<string, Promise<Known>>();
  private readonly views = new Map<string, { version: number; view: DocumentView }>();

  constructor(readonly opened: OpenedProfile) {}

  async of(uri: string, open: OpenDocument | undefined): Promise<DocumentView | null> {
    let known = this.known.get(uri);
    if (!known) this.known.set(uri, (known = this.learn(uri)));
    const facts = await known;
    if (open) {
      const last = this.views.get(uri);
      if (last?.version === open.version) return last.view;
      const view = this.view(facts, open.lines, isRust(uri) ? open.rust().functions : []);
      this.views.set(uri, { version: open.version, view });
      return view;
    }
    const text = await readSource(facts.realPath);
    return text === null
      ? null
      : this.view(facts, splitLines(text), isRust(uri) ? indexFunctions(text).functions : []);
  }

  private view(facts: Known, lines: readonly string[], functions: readonly RustFunction[]): DocumentView {
    const { profile } = this.opened;
    const map = mapLines(facts.recorded, lines);
    const lineFiles = new Set<number>();
    profile.lines?.files.forEach((file, i) => {
      if (facts.names.has(file)) lineFiles.add(i);
    });
    const matches = matchFunctions(profile.functions, functions, {
      isHere: (file) => facts.names.has(file),
      toDocument: (line) => map.near(line),
      crates: facts.crates,
      modules: facts.modules,
    });
    return {
      lines,
      lineFiles,
      lineMap: map,
      doubtful: facts.recorded?.doubtful ?? false,
      recorded: facts.recorded?.byRun ?? false,
      functions,
      matches,
    };
  }

  private async learn(uri: string): Promise<Known> {
    const realPath = await realPathOfUri(uri);
    if (realPath === null) return { realPath, names: new Set(), recorded: null, crates: null, modules: null };
    const names = new Set<string>();
    const base = path.basename(realPath);
    const { profile, sources } = this.opened;
    const files = new Set<string>([
      ...(profile.lines?.files ?? []),
      ...profile.functions.file.filter((f) => f !== null),
    ]);
    for (const file of files) {
      // A cheap look first: thousands of sources, of which one or two have this name.
      if (!file.endsWith(base) && !caseInsensitive) continue;
      if ((await sources.resolve(file)) === realPath) names.add(file);
    }
    const owner = isRust(uri) ? await packageOf(realPath) : null;
    const place = owner && modulePlace(path.relative(owner.folder, realPath).replaceAll(path.sep, "/"));
    return {
      realPath,
      names,
      recorded: names.size > 0 ? await recordLines(this.opened, realPath) : null,
      crates: place?.target ? new Set([place.target]) : (owner?.crates ?? null),
      modules: place?.modules ?? null,
    };
  }
}

const caseInsensitive = process.platform === "win32" || process.platform === "darwin";

async function readSource(realPath: string | null): Promise<string | null> {
  if (realPath === null) return null;
  const info = await stat(realPath).catch(() => null);
  if (!info || info.size > maxSourceBytes) return null;
  return readFile(realPath, "utf8").catch(() => null);
}

export function isRust(uri: string): boolean {
  return uri.endsWith(".rs");
}
