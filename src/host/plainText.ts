/** Text for places that draw `$(name)` as an icon (status bar, terminal tabs): names from files stay text. */
export function withoutIcons(text: string): string {
  return text.replace(/\$\(/g, "$\u200b(");
}
