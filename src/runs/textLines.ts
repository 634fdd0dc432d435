const lineFeed = 10;
const carriageReturn = 13;

/**
 * Lines of a UTF-8 text by their numbers (1-based, ascending), without their ends (`\n`, `\r\n` or `\r`); numbers behind
 * the text's last line give nothing. Only the lines that are asked for are decoded.
 */
export function textLines(bytes: Buffer, lines: readonly number[]): string[] {
  if (bytes.includes(carriageReturn)) {
    const all = bytes.toString("utf8").split(/\r\n|\n|\r/);
    return lines.filter((line) => line <= all.length).map((line) => all[line - 1]!);
  }
  const texts: string[] = [];
  let [at, from] = [1, 0];
  for (const line of lines) {
    for (; at < line; at++) {
      const end = bytes.indexOf(lineFeed, from);
      if (end < 0) return texts;
      from = end + 1;
    }
    const end = bytes.indexOf(lineFeed, from);
    texts.push(bytes.toString("utf8", from, end < 0 ? bytes.length : end));
  }
  return texts;
}
