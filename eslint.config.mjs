import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The rooms of the house and what may not come in (docs/design.md §2). */
const pure = ["vscode", "vscode-*", "node:*", "fs", "path", "os", "child_process", "worker_threads", "zlib"];
const surfaces = ["host", "server", "runs", "toolchains", "cli"].map((room) => `**/${room}/**`);
/** Rooms of the core that stand on its ground floor: the model, WebAssembly modules, symbols. */
const upstairs = ["analysis", "compare", "coverage", "engine", "importers", "openvm", "report"].map(
  (room) => `**/${room}/**`,
);
const forbid = (group, message) => ({
  "no-restricted-imports": ["error", { patterns: [{ group, message }] }],
});

export default tseslint.config(
  { ignores: ["dist/**", "out/**", "node_modules/**", "test/fixtures/**", "**/*.d.ts"] },
  ...tseslint.configs.strict,
  {
    plugins: { "import-x": importX },
    settings: {
      "import-x/extensions": [".ts"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
      "import-x/resolver": { node: { extensions: [".ts"] } },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/naming-convention": [
        "error",
        { selector: "interface", format: ["PascalCase"], custom: { regex: "^I[A-Z][a-z]", match: false } },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "import-x/no-default-export": "error",
      "import-x/no-cycle": ["error", { maxDepth: 8 }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ExportAllDeclaration",
          message: "No barrel files: import from the file that holds the concept.",
        },
      ],
      eqeqeq: "error",
      "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["src/**", "webview/**"],
    rules: { "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ["src/core/**", "src/protocol/**"],
    rules: forbid([...pure, ...surfaces], "core and protocol are pure: no platform, no surface."),
  },
  {
    files: ["src/core/profile/**", "src/core/wasm/**"],
    rules: forbid(
      [...pure, ...surfaces, ...upstairs, "**/symbols/**", "**/rust/**"],
      "the ground floor of the core stands on nothing.",
    ),
  },
  {
    files: ["src/core/symbols/**"],
    rules: forbid(
      [...pure, ...surfaces, ...upstairs, "**/rust/**"],
      "symbols know the model, no analysis, engine or format.",
    ),
  },
  {
    files: ["webview/**"],
    rules: forbid(
      [...pure, ...surfaces, "**/importers/**", "**/symbols/**"],
      "webview imports only protocol and pure core/analysis.",
    ),
  },
  {
    files: ["src/agents/*.ts", "src/agents/tools/**"],
    rules: forbid(
      [...pure, ...surfaces, "**/workspace/**"],
      "the tools are pure: what they stand on is the context.",
    ),
  },
  {
    files: ["src/agents/workspace/**", "src/agents/mcp/**"],
    rules: forbid(["vscode", "**/host/**"], "only src/host and src/extension.ts import vscode."),
  },
  {
    files: ["src/server/**", "src/cli/**", "src/runs/**", "src/toolchains/**"],
    rules: forbid(["vscode", "**/host/**"], "only src/host and src/extension.ts import vscode."),
  },
  {
    files: ["src/host/**", "src/extension.ts"],
    rules: forbid(
      ["**/importers/**", "**/symbols/**", "**/server/**"],
      "the extension host stays thin: ask the language server.",
    ),
  },
  { files: ["*.config.*", "*.mjs", "scripts/**", "test/**"], rules: { "import-x/no-default-export": "off" } },
);
