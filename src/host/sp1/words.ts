/**
 * Words of a command line as a user types it: blanks separate, quotes of either kind hold together, a
 * backslash before a quote or blank keeps it. No variables, no globs: nothing is ever given to a shell.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const next = text.charAt(i + 1);
    if (char === "\\" && quote !== "'" && /["'\s]/.test(next)) {
      word = (word ?? "") + next;
      i++;
    } else if (quote !== "") {
      if (char === quote) quote = "";
      else word = (word ?? "") + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + char;
  }
  if (word !== null) words.push(word);
  return words;
}

/** The words as a text that `splitWords` reads back. */
export function joinWords(words: readonly string[]): string {
  return words.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : quoted(word))).join(" ");
}

function quoted(word: string): string {
  if (!word.includes("'")) return `'${word}'`;
  // Outside of quotes every blank and quote stands alone with its backslash; a backslash before one would be read as such.
  return [...word].map((char) => (char === "'" ? `"'"` : `'${char}'`)).join("");
}
