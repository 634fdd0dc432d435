import { endOfString, isBare } from "./tomlInline";
import type { TomlText } from "./tomlTree";

/** Most tables in one another, and most parts of a key. */
export const maxDepth = 32;

/** A place in a text of TOML, and what stands between its values: space, lines, comments, keys. */
export class TomlCursor {
  protected readonly text: string;
  protected at = 0;
  // The key read last, part by part.
  protected readonly keys: string[] = [];
  protected readonly keyStarts: number[] = [];
  protected readonly keyEnds: number[] = [];
  /** Its last part. */
  protected lastKey = 0;

  constructor(protected readonly of: TomlText) {
    this.text = of.text;
  }

  /** Leaves `at` behind the key and the space that follows. */
  protected readKey(): boolean {
    const { text } = this;
    let count = 0;
    for (;;) {
      this.skipSpace();
      const start = this.at;
      const code = text.charCodeAt(start);
      if (code === 34 || code === 39) {
        const end = endOfString(text, this.at, code);
        // `""` may open a string of several lines.
        if (end <= start + 1) return false;
        this.keys[count] = text.slice(start + 1, end);
        this.at = end + 1;
      } else {
        let at = start;
        while (isBare(text.charCodeAt(at))) at++;
        if (at === start) return false;
        this.keys[count] = text.slice(start, at);
        this.at = at;
      }
      this.keyStarts[count] = start;
      this.keyEnds[count++] = this.at;
      this.skipSpace();
      if (text.charCodeAt(this.at) !== 46 /* . */) break;
      if (count > maxDepth) return false;
      this.at++;
    }
    this.lastKey = count - 1;
    return true;
  }

  protected skipSpace(): void {
    let code = this.text.charCodeAt(this.at);
    while (code === 32 || code === 9) code = this.text.charCodeAt(++this.at);
  }

  /** Over space, line ends and comments; false where a character stands that no comment may hold. */
  protected skipLines(): boolean {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === 32 || code === 9 || code === 10) this.at++;
      else if (code === 13 && text.charCodeAt(this.at + 1) === 10) this.at += 2;
      else if (code === 35 /* # */) {
        if (!this.skipComment()) return false;
      } else return true;
    }
  }

  /** To the end of the line or text. */
  private skipComment(): boolean {
    const { text } = this;
    for (this.at++; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === 10) return true;
      if (code === 13) return text.charCodeAt(this.at + 1) === 10;
      if ((code < 32 && code !== 9) || code === 127) return false;
    }
    return true;
  }

  /** Nothing but space and a comment may follow a statement. */
  protected atLineEnd(): boolean {
    this.skipSpace();
    const { text, at } = this;
    const code = text.charCodeAt(at);
    return (
      at === text.length || code === 10 || code === 35 || (code === 13 && text.charCodeAt(at + 1) === 10)
    );
  }
}
