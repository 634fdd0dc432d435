/** A character or text as a literal of Rust; what is not seen on screen or turns its direction is spelled out. */
export function quoted(quote: string, text: string): string {
  let out = quote;
  for (const c of text) {
    if (c === "\\" || c === quote) out += `\\${c}`;
    else if (c === "\n") out += "\\n";
    else if (c === "\r") out += "\\r";
    else if (c === "\t") out += "\\t";
    else if (c === "\0") out += "\\0";
    else if (/[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(c))
      out += `\\u{${c.codePointAt(0)!.toString(16)}}`;
    else out += c;
  }
  return out + quote;
}
