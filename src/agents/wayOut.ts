/** What the command line says of its own flags and commands, in the words of the tools. */
const words: readonly (readonly [RegExp, string])[] = [
  [/cyclelens runs list/g, "list_runs"],
  [/cyclelens profile ELF(?! --engine)/g, "profile_guest"],
  [/--framing (\w+)/g, 'framing "$1"'],
  [/--bytes\b/g, "bytesHex"],
  [/--u32\b/g, "u32"],
  [/--max-steps\b/g, "maxSteps"],
];

/** A message or hint of the core for somebody who has the tools and may have no terminal. */
export function inToolWords(text: string): string {
  return words.reduce((said, [pattern, name]) => said.replace(pattern, name), text);
}
