/** Breaks a sentence at blanks into lines of at most `width` columns, all indented; a word that is longer stays whole. */
export function fold(text: string, width: number, indent: number): string[] {
  const lead = " ".repeat(indent);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + [...line].length + 1 + [...word].length > width) {
      lines.push(lead + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(lead + line);
  return lines.map((row) => row.trimEnd());
}
