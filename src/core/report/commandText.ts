/** The words of a command as one line for people to read: what is no plain word stands in quotes, escaped. Not for a shell. */
export function commandText(words: readonly string[]): string {
  return words.map((word) => (/^[\w./=:@%+,…-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
}
