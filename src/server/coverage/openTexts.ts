import { readToml, type TomlProblem } from "../../core/coverage/toml";
import type { OpenDocument } from "../documents";
import { coverageFile, isToml } from "./coverageFiles";

/** An open document as coverage takes it. */
export interface OpenText {
  readonly uri: string;
  readonly version: number;
  /** What the answer is computed from: the last text that could be read. */
  readonly text: string;
  /** Of the text as it stands; while there is one, `text` is older than the document. */
  readonly problem: TomlProblem | null;
}

/** Documents of coverage by path. While one is half typed, what it said before counts. */
export class OpenTexts {
  private readonly texts = new Map<string, OpenText>();

  /** Takes a document in; null where it is none of coverage. */
  take(document: OpenDocument): string | null {
    const file = coverageFile(document.uri);
    if (file === null) return null;
    const { uri, version, text } = document;
    const problem = (isToml(file) ? readToml(text).problems[0] : undefined) ?? null;
    const good = problem === null ? text : (this.texts.get(file)?.text ?? text);
    this.texts.set(file, { uri, version, text: good, problem });
    return file;
  }

  drop(file: string): void {
    this.texts.delete(file);
  }

  get(file: string): OpenText | null {
    return this.texts.get(file) ?? null;
  }

  entries(): Iterable<readonly [string, OpenText]> {
    return this.texts;
  }
}
