/** What a VS Code window sets on a webview's root element, for its four kinds of theme (built-in themes, the variables we use). */
export interface ThemeFixture {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

const common = {
  "--vscode-font-family": "system-ui, 'DejaVu Sans', sans-serif",
  "--vscode-font-size": "13px",
};

const charts = {
  dark: ["#59a4f9", "#d18616", "#89d185", "#b180d7", "#cca700", "#f14c4c"],
  light: ["#1a85ff", "#d18616", "#388a34", "#652d90", "#bf8803", "#e51400"],
};
const chartVariables = (colours: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    ["blue", "orange", "green", "purple", "yellow", "red"].map((name, at) => [
      `--vscode-charts-${name}`,
      colours[at]!,
    ]),
  );

export const themes = {
  dark: {
    bodyClass: "vscode-dark",
    variables: {
      ...common,
      ...chartVariables(charts.dark),
      "--vscode-textPreformat-foreground": "#d0d0d0",
      "--vscode-textPreformat-background": "#3c3c3c",
      "--vscode-editor-background": "#1f1f1f",
      "--vscode-editor-foreground": "#cccccc",
      "--vscode-panel-border": "#2b2b2b",
      "--vscode-focusBorder": "#0078d4",
      "--vscode-button-background": "#0078d4",
      "--vscode-button-foreground": "#ffffff",
      "--vscode-button-border": "rgba(255, 255, 255, 0.07)",
      "--vscode-button-secondaryBackground": "#313131",
      "--vscode-button-secondaryForeground": "#cccccc",
      "--vscode-button-secondaryHoverBackground": "#3c3c3c",
      "--vscode-input-background": "#313131",
      "--vscode-input-foreground": "#cccccc",
      "--vscode-input-border": "#3c3c3c",
      "--vscode-input-placeholderForeground": "#989898",
      "--vscode-textLink-foreground": "#4daafc",
      "--vscode-editorWidget-background": "#202020",
      "--vscode-editorWidget-foreground": "#cccccc",
      "--vscode-menu-background": "#1f1f1f",
      "--vscode-menu-foreground": "#cccccc",
      "--vscode-menu-border": "#454545",
      "--vscode-menu-selectionBackground": "#0078d4",
      "--vscode-menu-selectionForeground": "#ffffff",
      "--vscode-list-inactiveSelectionBackground": "#37373d",
    },
  },
  light: {
    bodyClass: "vscode-light",
    variables: {
      ...common,
      ...chartVariables(charts.light),
      "--vscode-textPreformat-foreground": "#3b3b3b",
      "--vscode-textPreformat-background": "rgba(0, 0, 0, 0.12)",
      "--vscode-editor-background": "#ffffff",
      "--vscode-editor-foreground": "#3b3b3b",
      "--vscode-panel-border": "#e5e5e5",
      "--vscode-focusBorder": "#005fb8",
      "--vscode-button-background": "#005fb8",
      "--vscode-button-foreground": "#ffffff",
      "--vscode-button-secondaryBackground": "#e5e5e5",
      "--vscode-button-secondaryForeground": "#3b3b3b",
      "--vscode-button-secondaryHoverBackground": "#cccccc",
      "--vscode-input-background": "#ffffff",
      "--vscode-input-foreground": "#3b3b3b",
      "--vscode-input-border": "#cecece",
      "--vscode-input-placeholderForeground": "#767676",
      "--vscode-textLink-foreground": "#005fb8",
      "--vscode-editorWidget-background": "#f8f8f8",
      "--vscode-editorWidget-foreground": "#3b3b3b",
      "--vscode-menu-background": "#ffffff",
      "--vscode-menu-foreground": "#3b3b3b",
      "--vscode-menu-border": "#cecece",
      "--vscode-menu-selectionBackground": "#005fb8",
      "--vscode-menu-selectionForeground": "#ffffff",
      "--vscode-list-inactiveSelectionBackground": "#e4e6f1",
    },
  },
  highContrast: {
    bodyClass: "vscode-high-contrast",
    variables: {
      ...common,
      ...chartVariables(charts.dark),
      "--vscode-editor-background": "#000000",
      "--vscode-editor-foreground": "#ffffff",
      "--vscode-contrastBorder": "#6fc3df",
      "--vscode-contrastActiveBorder": "#f38518",
      "--vscode-focusBorder": "#f38518",
      "--vscode-button-foreground": "#ffffff",
      "--vscode-button-background": "#000000",
      "--vscode-button-border": "#6fc3df",
      "--vscode-button-secondaryForeground": "#ffffff",
      "--vscode-input-background": "#000000",
      "--vscode-input-foreground": "#ffffff",
      "--vscode-input-border": "#6fc3df",
      "--vscode-textLink-foreground": "#21a6ff",
      "--vscode-editorWidget-background": "#0c141f",
      "--vscode-editorWidget-foreground": "#ffffff",
      "--vscode-menu-background": "#000000",
      "--vscode-menu-foreground": "#ffffff",
      "--vscode-menu-border": "#6fc3df",
      "--vscode-menu-selectionBackground": "#0f4a85",
      "--vscode-menu-selectionForeground": "#ffffff",
    },
  },
  highContrastLight: {
    bodyClass: "vscode-high-contrast-light vscode-high-contrast",
    variables: {
      ...common,
      ...chartVariables(charts.light),
      "--vscode-textPreformat-foreground": "#ffffff",
      "--vscode-textPreformat-background": "#09345f",
      "--vscode-editor-background": "#ffffff",
      "--vscode-editor-foreground": "#292929",
      "--vscode-contrastBorder": "#0f4a85",
      "--vscode-contrastActiveBorder": "#006bbd",
      "--vscode-focusBorder": "#006bbd",
      "--vscode-button-background": "#0f4a85",
      "--vscode-button-foreground": "#ffffff",
      "--vscode-button-border": "#0f4a85",
      "--vscode-button-secondaryBackground": "#ffffff",
      "--vscode-button-secondaryForeground": "#0f4a85",
      "--vscode-input-background": "#ffffff",
      "--vscode-input-foreground": "#292929",
      "--vscode-input-border": "#0f4a85",
      "--vscode-textLink-foreground": "#0f4a85",
      "--vscode-editorWidget-background": "#ffffff",
      "--vscode-editorWidget-foreground": "#292929",
      "--vscode-menu-background": "#ffffff",
      "--vscode-menu-foreground": "#292929",
      "--vscode-menu-border": "#0f4a85",
      "--vscode-menu-selectionBackground": "#0f4a85",
      "--vscode-menu-selectionForeground": "#ffffff",
    },
  },
} as const satisfies Record<string, ThemeFixture>;

export type ThemeName = keyof typeof themes;
export const themeNames = Object.keys(themes) as ThemeName[];
