import { isAscii } from "node:buffer";

/**
 * Lines of a UTF-8 text by their numbers (1-based, ascending), without their ends (`\n`, `\r\n` or `\r`); numbers behind
 * the text's last line give nothing. Only the lines that are asked for are decoded.
 */
export function textLines(bytes: Buffer, lines: readonly number[]): string[] {
  // Byte by byte: line feeds are found in a string five times as fast as in a buffer.
  const text = bytes.toString("latin1");
  if (text.includes("\r")) {
    const all = bytes.toString("utf8").split(/\r\n|\n|\r/);
    return lines.filter((line) => line <= all.length).map((line) => all[line - 1]!);
  }
  const isPlain = isAscii(bytes);
  const texts: string[] = [];
  let at = 1;
  let from = 0;
  for (const line of lines) {
    for (; at < line; at++) {
      const end = text.indexOf("\n", from);
      if (end < 0) return texts;
      from = end + 1;
    }
    const found = text.indexOf("\n", from);
    const end = found < 0 ? bytes.length : found;
    texts.push(isPlain ? text.slice(from, end) : bytes.toString("utf8", from, end));
  }
  return texts;
}
