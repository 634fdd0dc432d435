// The editors the suite runs on, and the parts of their server package that are kept.

/** One VS Code: code-server's `lib/vscode` of the same age, and the Node it wants. */
export const EDITORS = {
  stable: { name: "1.139.1", codeServer: "4.139.1", node: "24.21.0" },
  /** The oldest that package.json's `engines.vscode` admits. */
  minimum: { name: "1.103.2", codeServer: "4.103.2", node: "22.23.3" },
};

/** What server, pty host, extension host, file watcher and workbench import at run time; the rest is dropped. */
export const KEPT_DEPENDENCIES = [
  "@microsoft/1ds-core-js",
  "@microsoft/1ds-post-js",
  "@parcel/watcher",
  "@vscode/deviceid",
  "@vscode/fs-copyfile",
  "@vscode/iconv-lite-umd",
  "@vscode/proxy-agent",
  "@vscode/ripgrep-universal",
  "@vscode/tree-sitter-wasm",
  "@vscode/vscode-languagedetection",
  "cookie",
  "http-proxy-agent",
  "https-proxy-agent",
  "jschardet",
  "katex",
  "minimist",
  "node-pty",
  "tas-client",
  "tas-client-umd",
  "vscode-oniguruma",
  "vscode-regexpp",
  "vscode-textmate",
  "ws",
  "yauzl",
  "yazl",
];

/** Built-in extensions that no test needs. */
export const DROPPED_EXTENSIONS = [
  "copilot",
  "mermaid-markdown-features",
  "microsoft-authentication",
  "github-authentication",
  "ms-vscode.js-debug",
  "ms-vscode.js-debug-companion",
  "ms-vscode.vscode-js-profile-table",
  "tunnel-forwarding",
];

/** From this version on node-pty carries prebuilt binaries for Linux; an older one is raised to it. */
export const NODE_PTY = "1.2.0-beta.15";
export const RECIPE = 2;
/** All platforms' ripgrep in one package without an installation script. */
export const RIPGREP = "1.18.0";
