// node scripts/l10n.mjs [--check]: writes l10n/bundle.l10n.json from every l10n.t("…") below src/host; --check only compares.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { root } from "./steps.mjs";

const bundle = path.join(root, "l10n/bundle.l10n.json");

/** Every message that the host shows, sorted; throws where one is not a plain string and could not be translated. */
export function hostMessages() {
  const found = new Set();
  const folder = path.join(root, "src/host");
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"));
  for (const file of [...files.map((name) => path.join(folder, name)), path.join(root, "src/extension.ts")]) {
    const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
    const visit = (node) => {
      if (ts.isCallExpression(node) && /^(vscode\.)?l10n\.t$/.test(node.expression.getText(source))) {
        const [message] = node.arguments;
        // The texts of webviews stand in tables of their own.
        if (message && ts.isIdentifier(message) && file.endsWith(path.join("host", "localised.ts"))) return;
        if (!message || !ts.isStringLiteralLike(message))
          throw new Error(
            `${path.relative(root, file)}: l10n.t wants a plain string, got ${message?.getText(source)}`,
          );
        found.add(message.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  for (const table of [
    "flameWords.ts",
    "coverageWords.ts",
    "openvmRunWords.ts",
    "openvmWords.ts",
    "historyWords.ts",
  ])
    for (const text of tableTexts(path.join(root, "src/protocol", table))) found.add(text);
  return [...found].sort();
}

/** The texts of a table `{ key: "text" }`. */
function tableTexts(file) {
  const texts = [];
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const visit = (node) => {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteralLike(node.initializer))
      texts.push(node.initializer.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** The bundle as it should be: each message stands for itself in English. */
export const expectedBundle = () =>
  `${JSON.stringify(Object.fromEntries(hostMessages().map((text) => [text, text])), null, 2)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const expected = expectedBundle();
  if (!process.argv.includes("--check")) fs.writeFileSync(bundle, expected);
  else if (fs.readFileSync(bundle, "utf8") !== expected) {
    console.error("l10n/bundle.l10n.json is out of date: run node scripts/l10n.mjs");
    process.exitCode = 1;
  }
}
