import path from "node:path";
import type { CoverageInputs } from "../../core/coverage/inputs";
import type { PatchRow } from "../../core/coverage/patchRows";
import { loadRules } from "../../core/coverage/rules";
import type { RuleSet } from "../../core/coverage/rulesTypes";
import type { Coverage } from "../../core/coverage/types";
import { readCoverageFiles, type CoverageFiles, type ReadText } from "../../toolchains/coverageInputs";
import { withPaths } from "../../toolchains/coveragePaths";
import { patchesOfTexts, resolveFolder, resolveTexts } from "../../toolchains/resolveFolder";
import { isBelow } from "./coverageFiles";
import type { OpenText, OpenTexts } from "./openTexts";
import type { CoverageResolver } from "./resolver";

/** An answer with what it was computed from. */
export interface FolderAnswer {
  /** `file` of places and edits is absolute. */
  readonly coverage: Coverage;
  /** Open documents that went in, by absolute path. */
  readonly open: ReadonlyMap<string, OpenText>;
  /** Absolute path of a guest's manifest. */
  fileOf(manifest: string): string;
  /** The text that went in, by absolute path. */
  textOf(file: string): string | null;
  /** Entries of patch tables and what became of them; places absolute. */
  patches(): readonly PatchRow[];
  /** The rules that the answer was made with. */
  rules(): RuleSet;
  /** The answer to other texts, by absolute path; the rest stays. */
  withTexts(texts: ReadonlyMap<string, string>): Coverage;
}

export interface FolderSurroundings {
  readonly resolve: CoverageResolver;
  readonly open: OpenTexts;
  /** How the folder is read; tests put their own here. */
  readonly readFiles?: typeof readCoverageFiles;
  /** Rules of the settings and the open profile, for a folder. */
  evidence(folder: string): Promise<Pick<CoverageInputs, "rules" | "profile">>;
}

/** Coverage of one folder: files are read once, afterwards only what changed; equal questions share one answer. */
export class CoverageFolder {
  private generation = 0;
  /** Counts changes on disk: what was read while one came in is out of date. */
  private diskGeneration = 0;
  private read: CoverageFiles | null = null;
  private known: ReadonlyMap<string, ReadText> | null = null;
  private done: { readonly generation: number; readonly answer: FolderAnswer } | null = null;
  private running: Promise<void> | null = null;

  constructor(
    readonly folder: string,
    private readonly around: FolderSurroundings,
  ) {}

  /** The last answer, whether or not it still holds. */
  get last(): FolderAnswer | null {
    return this.done?.answer ?? null;
  }

  /** A document, a setting or the profile has changed. */
  textsChanged(): void {
    this.generation++;
  }

  /** Something has changed on disk; `forget` reads also what looks the same. */
  filesChanged(forget = false): void {
    this.known = forget ? null : (this.read?.files ?? this.known);
    this.read = null;
    this.diskGeneration++;
    this.generation++;
  }

  /** The answer to the texts as they are now. Throws what reading throws. */
  async current(): Promise<FolderAnswer> {
    for (;;) {
      if (this.done?.generation === this.generation) return this.done.answer;
      this.running ??= this.compute(null).finally(() => (this.running = null));
      await this.running;
    }
  }

  /** As `current`, sharpened by cargo; holds until something changes. */
  async withCargo(signal: AbortSignal): Promise<FolderAnswer> {
    await this.running;
    this.generation++;
    this.running = this.compute(signal).finally(() => (this.running = null));
    await this.running;
    return this.current();
  }

  private async compute(cargo: AbortSignal | null): Promise<void> {
    const { generation, diskGeneration } = this;
    const readFiles = this.around.readFiles ?? readCoverageFiles;
    const files = this.read ?? (await readFiles(this.folder, this.known ? { known: this.known } : {}));
    if (diskGeneration === this.diskGeneration) this.read = files;
    const evidence = await this.around.evidence(this.folder);
    const read = this.withOpen(files);
    const answer =
      cargo === null
        ? resolveTexts(read, this.around.resolve, evidence)
        : await resolveFolder(read, this.around.resolve, { ...evidence, cargo: { signal: cargo } });
    this.done = { generation, answer: this.answerOf(answer, read, evidence) };
  }

  private withOpen(read: CoverageFiles): CoverageFiles {
    const files = new Map(read.files);
    for (const [file, { text }] of this.around.open.entries()) {
      const key = this.keyOf(file, read);
      if (files.has(key) || isBelow(this.folder, file))
        files.set(key, { text, modifiedMs: -1, sizeBytes: -1 });
    }
    return { ...read, files };
  }

  private answerOf(
    coverage: Coverage,
    read: CoverageFiles,
    evidence: Pick<CoverageInputs, "rules" | "profile">,
  ): FolderAnswer {
    const absolute = (known: Coverage): Coverage =>
      withPaths(known, {
        guest: (file) => file,
        place: (file) => this.fileOf(file, read),
        text: (text) => text,
      });
    const open = new Map<string, OpenText>();
    for (const [file, text] of this.around.open.entries())
      if (read.files.has(this.keyOf(file, read))) open.set(file, text);
    return {
      coverage: absolute(coverage),
      open,
      fileOf: (manifest) => this.fileOf(manifest, read),
      textOf: (file) => read.files.get(this.keyOf(file, read))?.text ?? null,
      patches: () => {
        const { patches } = this.around.resolve;
        if (patches === undefined) return [];
        return patchesOfTexts(read, patches).map((row) => ({
          ...row,
          place: { ...row.place, file: this.fileOf(row.place.file, read) },
        }));
      },
      rules: () => {
        const own = [...read.files]
          .filter(([file]) => path.posix.basename(file) === "cyclelens.rules.json")
          .map(([file, { text }]) => ({ file, text }));
        return loadRules([...own, ...(evidence.rules ?? [])]).rules;
      },
      withTexts: (texts) => {
        const files = new Map(read.files);
        for (const [file, text] of texts)
          files.set(this.keyOf(file, read), { text, modifiedMs: -1, sizeBytes: -1 });
        return absolute(resolveTexts({ ...read, files }, this.around.resolve, evidence));
      },
    };
  }

  /** Below the folder its name as the editor has it counts, above it the real one: the folder may be a link. */
  private fileOf(key: string, read: CoverageFiles): string {
    return path.join(key.startsWith("../") ? read.folder : this.folder, key);
  }

  private keyOf(file: string, read: CoverageFiles): string {
    const root = isBelow(this.folder, file) ? this.folder : read.folder;
    return path.relative(root, file).split(path.sep).join("/");
  }
}
