import { FileDecoration, ThemeColor, Uri, window, type Disposable } from "vscode";

const scheme = "cyclelens-library";

/** A tree item with this resource has a dimmed label: only a file decoration can colour one. */
export const libraryResource = Uri.from({ scheme, path: "/library" });

export function registerLibraryDecorations(): Disposable {
  const dimmed = new FileDecoration(undefined, undefined, new ThemeColor("descriptionForeground"));
  return window.registerFileDecorationProvider({
    provideFileDecoration: (uri) => (uri.scheme === scheme ? dimmed : undefined),
  });
}
