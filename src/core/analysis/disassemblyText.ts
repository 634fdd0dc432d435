import { safeName, shortName } from "../profile/names";
import { exactCount, formatPercent } from "../report/figures";
import type { SourceFrame } from "../symbols/types";
import type { InlinedCode } from "./inlinedCode";

/** Annotated text, and for every line of it the source line it comes from. */
export interface AnnotatedDisassembly {
  readonly text: string;
  readonly files: readonly string[];
  /** Per text line a row of `files`; -1 for none. */
  readonly file: readonly number[];
  /** Per text line the 1-based source line; 0 for none. */
  readonly line: readonly number[];
}

/** Text lines with their sources. */
export class DisassemblyText {
  private readonly text: string[] = [];
  private readonly files: string[] = [];
  private readonly ids = new Map<string, number>();
  private readonly file: number[] = [];
  private readonly line: number[] = [];

  constructor(private readonly showPath: (file: string) => string) {}

  comment(text: string, frame?: SourceFrame): void {
    this.push(`; ${text}`, frame);
  }

  /** One row a function that was inlined, the costliest first. */
  inlined(rows: readonly InlinedCode[]): void {
    if (rows.length === 0) return;
    this.comment(`inlined here, by its own ${rows[0]!.metric}:`);
    for (const { name, self, share } of rows)
      this.comment(
        `${exactCount(self).padStart(17)}${formatPercent(share).padStart(9)}  ${safeName(shortName(name))}`,
      );
    this.blank();
  }

  blank(): void {
    this.push("");
  }

  instruction(text: string, frame: SourceFrame | undefined): void {
    this.push(text, frame);
  }

  /** The innermost position, then where each frame was inlined, as far as it is new: the outer `known` ones stand above. */
  position(frames: readonly SourceFrame[], known: number): void {
    this.blank();
    if (frames.length === 0) this.comment("no source position is known");
    frames.slice(0, Math.max(2, frames.length - known)).forEach((frame, i) => {
      const place =
        frame.line > 0
          ? `${this.showPath(frame.file)}:${frame.line}`
          : `${this.showPath(frame.file)}, line unknown`;
      const name = frame.name === null ? "" : `  ${safeName(shortName(frame.name))}`;
      this.comment(
        `${"  ".repeat(Math.min(i, 20))}${i === 0 ? "" : "inlined at "}${safeName(place)}${name}`,
        frame,
      );
    });
  }

  private push(text: string, frame?: SourceFrame): void {
    this.text.push(text);
    if (frame === undefined || frame.line === 0 || frame.file === "") {
      this.file.push(-1);
      this.line.push(0);
      return;
    }
    let id = this.ids.get(frame.file);
    if (id === undefined) {
      id = this.files.push(frame.file) - 1;
      this.ids.set(frame.file, id);
    }
    this.file.push(id);
    this.line.push(frame.line);
  }

  result(): AnnotatedDisassembly {
    return { text: this.text.join("\n"), files: this.files, file: this.file, line: this.line };
  }
}
