import { Uri, type ExtensionContext } from "vscode";

/** The glyph of our tabs, in one colour that each kind of theme can be read in: an activity-bar glyph is not coloured there. */
export function tabIcon(
  { extensionUri }: Pick<ExtensionContext, "extensionUri">,
  name: "tab" | "flame",
): { readonly light: Uri; readonly dark: Uri } {
  const file = (kind: string) => Uri.joinPath(extensionUri, "media", `${name}-${kind}.svg`);
  return { light: file("light"), dark: file("dark") };
}
