/** Names that are written small wherever they stand. */
const tools = new Set(["ziskemu", "cargo", "rustc", "rustup", "ziskos"]);

/**
 * An error's text as a sentence: a capital at the beginning unless that is a file or a tool, a full
 * stop at the end unless that is a command to copy.
 */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const first = /^[a-z]+(?=[\s,:;]|$)/.exec(trimmed)?.[0];
  const isWord = first !== undefined && !tools.has(first);
  const begun = isWord ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…]$/.test(begun) || /^run: /i.test(begun) ? begun : `${begun}.`;
}
