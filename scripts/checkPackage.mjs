// What may be in the packages that users install, and how large they may be.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "./steps.mjs";
import { readZip } from "./zip.mjs";

const SIZE_BOUND = { vsix: 3_000_000, npm: 3_000_000 };
const REQUIRED = [
  "package.json",
  "package.nls.json",
  "LICENSE",
  "README.md",
  "CHANGELOG.md",
  "dist/extension.js",
  "dist/server.js",
  "dist/worker.js",
  "dist/disassembler.js",
  "dist/cli.js",
  "dist/mcp.js",
  "dist/commandLine.js",
  "dist/profileLine.js",
  "dist/webview/flamegraph.js",
  "dist/webview/matrix.js",
  "dist/webview/openvm.js",
];
const ALLOWED = [
  /^package(\.nls(\.[\w-]+)?)?\.json$/,
  /^(LICENSE(\.txt)?|README\.md|CHANGELOG\.md)$/,
  /^dist\/(extension|server|worker|disassembler|cli|commandLine|profileLine|mcp)\.js$/,
  /^dist\/webview\/\w+\.(js|css)$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^media\/[\w/-]+\.(svg|png|md)$/,
  /^docs\/(cli\.md|images\/dark-\w+\.png)$/, // what the README shows and links to
  /^schemas\/[\w.-]+\.json$/,
];
/** Only vsce's own wrapping beside the extension's folder. */
const WRAPPING = ["[Content_Types].xml", "extension.vsixmanifest"];
const VSCE_NAMES = { "readme.md": "README.md", "changelog.md": "CHANGELOG.md", "LICENSE.txt": "LICENSE" };

/** Says every fault; returns whether there is none. */
export function checkPackages(vsix) {
  const faults = [];
  const entries = readZip(vsix);
  const inVsix = new Map();
  for (const [name, bytes] of entries) {
    const inner = name.startsWith("extension/") ? name.slice("extension/".length) : null;
    if (inner !== null) inVsix.set(VSCE_NAMES[inner] ?? inner, bytes);
    else if (!WRAPPING.includes(name)) faults.push(`vsix: unexpected ${name}`);
  }
  checkFiles("vsix", inVsix, faults);
  checkSize("vsix", fs.statSync(vsix).size, faults);

  const work = fs.mkdtempSync(path.join(os.tmpdir(), "cyclelens-pack-"));
  try {
    const options = { cwd: root, encoding: "utf8", shell: process.platform === "win32" };
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", work];
    const [packed] = Object.values(JSON.parse(execFileSync("npm", args, options)));
    const inTarball = new Map(
      packed.files.map(({ path: name }) => [name, fs.readFileSync(path.join(root, name))]),
    );
    checkFiles("npm", inTarball, faults);
    checkSize("npm", packed.size, faults);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  for (const fault of faults) console.error(fault);
  console.log(`vsix: ${inVsix.size} files, ${fs.statSync(vsix).size} bytes; ${faults.length} faults`);
  return faults.length === 0;
}

function checkFiles(kind, files, faults) {
  for (const name of REQUIRED) if (!files.has(name)) faults.push(`${kind}: ${name} is missing`);
  for (const [name, bytes] of files) {
    if (!ALLOWED.some((pattern) => pattern.test(name))) faults.push(`${kind}: ${name} may not be packed`);
    const text = bytes.toString("latin1");
    if (/sourceMappingURL=/.test(text)) faults.push(`${kind}: ${name} has a source map`);
    if (/^dist\/\w+\.js$/.test(name) && /[^\0-\x7f]/.test(text)) faults.push(`${kind}: ${name} is not ASCII`);
    for (const folder of [root, os.homedir()])
      if (folder.length > 1 && text.includes(`${folder}/`)) faults.push(`${kind}: ${name} names ${folder}`);
  }
}

function checkSize(kind, size, faults) {
  if (size > SIZE_BOUND[kind]) faults.push(`${kind}: ${size} bytes are more than ${SIZE_BOUND[kind]}`);
}
