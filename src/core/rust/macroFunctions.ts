/** A function written inside a macro's brackets. Offsets into the file. */
export interface MacroFunction {
  readonly start: number;
  readonly word: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly end: number;
  readonly body: { readonly from: number; readonly to: number } | null;
}

type Head = Pick<MacroFunction, "start" | "word" | "nameStart" | "nameEnd">;

const fn = /fn\s+((?:r#)?[A-Za-z_][A-Za-z0-9_]*)\s*[<(]/y;

/**
 * Finds `fn name(…) … { … }` among the tokens of text[from, to), comments and literals skipped. Linear:
 * one pass with a stack of the functions whose body is open.
 */
export function macroFunctions(text: string, from: number, to: number): readonly MacroFunction[] {
  const found: MacroFunction[] = [];
  const open: { head: Head; from: number; depth: number }[] = [];
  let waiting: Head | null = null;
  let braces = 0;
  /** Square brackets since the waiting head: `fn f(a: [u8; 4])` has a semicolon that ends nothing. */
  let squares = 0;
  for (let i = from; i < to; i++) {
    const next = afterLiteral(text, i, to);
    if (next > i) {
      i = next - 1;
      continue;
    }
    switch (text.charAt(i)) {
      case "f": {
        if (isWord(text.charCodeAt(i - 1))) break;
        fn.lastIndex = i;
        const match = fn.exec(text);
        if (!match || fn.lastIndex > to) break;
        const nameStart = i + match[0].indexOf(match[1]!, 2);
        waiting = { start: i, word: i, nameStart, nameEnd: nameStart + match[1]!.length };
        squares = 0;
        i = fn.lastIndex - 1;
        break;
      }
      case "[":
        squares++;
        break;
      case "]":
        squares--;
        break;
      case ";":
        if (waiting && squares <= 0) {
          found.push({ ...waiting, end: i + 1, body: null });
          waiting = null;
        }
        break;
      case "{":
        braces++;
        if (waiting && squares <= 0) {
          open.push({ head: waiting, from: i, depth: braces });
          waiting = null;
        }
        break;
      case "}": {
        const last = open.at(-1);
        if (last?.depth === braces) {
          open.pop();
          found.push({ ...last.head, end: i + 1, body: { from: last.from, to: i + 1 } });
        }
        braces--;
      }
    }
  }
  return found;
}

/** Where the comment or literal at `at` ends; `at` itself if there is none. Unterminated ones end at `to`. */
function afterLiteral(text: string, at: number, to: number): number {
  const c = text.charAt(at);
  if (c === "/") {
    const second = text.charAt(at + 1);
    if (second === "/") return endAt(text.indexOf("\n", at), 1, to);
    if (second === "*") return endAt(text.indexOf("*/", at + 2), 2, to);
  } else if (c === '"') {
    for (let i = at + 1; i < to; i++) {
      const d = text.charAt(i);
      if (d === "\\") i++;
      else if (d === '"') return i + 1;
    }
    return to;
  } else if (c === "r" && !isWord(text.charCodeAt(at - 1))) {
    let hashes = 0;
    while (text.charAt(at + 1 + hashes) === "#") hashes++;
    if (text.charAt(at + 1 + hashes) !== '"') return at;
    const close = `"${"#".repeat(hashes)}`;
    return endAt(text.indexOf(close, at + hashes + 2), close.length, to);
  } else if (c === "'") {
    // `'{'` is a character, `'a` a lifetime.
    if (text.charAt(at + 1) === "\\") return endAt(text.indexOf("'", at + 3), 1, to);
    if (text.charAt(at + 2) === "'") return at + 3;
  }
  return at;
}

function endAt(found: number, length: number, to: number): number {
  return found < 0 ? to : Math.min(to, found + length);
}

function isWord(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122);
}
