import { TextDocuments } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver/node";
import { countLineBreaks } from "../core/analysis/lineShift";
import type { FunctionIndex } from "../core/rust/functionIndex";
import { HeldIndex } from "../core/rust/heldIndex";

/** An open document with what is derived from its text, kept until the text changes. */
export class OpenDocument {
  readonly uri: string;
  private readonly index = new HeldIndex();
  private lineTexts: readonly string[] | null = null;

  constructor(private document: TextDocument) {
    this.uri = document.uri;
  }

  get version(): number {
    return this.document.version;
  }

  get text(): string {
    return this.document.getText();
  }

  /** Line texts without their ends. */
  get lines(): readonly string[] {
    return (this.lineTexts ??= splitLines(this.text));
  }

  rust(): FunctionIndex {
    return this.index.current(() => this.text);
  }

  update(changes: TextDocumentContentChangeEvent[], version: number): this {
    for (const change of changes) {
      if ("range" in change) {
        const { start, end } = change.range;
        this.index.edit({ startLine: start.line, endLine: end.line, newLines: countLineBreaks(change.text) });
      } else this.index.reset();
    }
    this.document = TextDocument.update(this.document, changes, version);
    this.lineTexts = null;
    return this;
  }
}

export function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

/** The documents that the editor has open. */
export function openDocuments(): TextDocuments<OpenDocument> {
  return new TextDocuments({
    create: (uri, languageId, version, content) =>
      new OpenDocument(TextDocument.create(uri, languageId, version, content)),
    update: (document, changes, version) => document.update(changes, version),
  });
}
