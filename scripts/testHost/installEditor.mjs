// VS Code's own server and workbench, taken from the npm package code-server (only `lib/vscode`),
// and a Node of the version it wants. No compiler, no root, no installation scripts.
import fs from "node:fs";
import path from "node:path";
import { cached } from "./cache.mjs";
import { exec, npmPack } from "./npmPack.mjs";
import { writeStubs } from "./stubs.mjs";
import { DROPPED_EXTENSIONS, KEPT_DEPENDENCIES, NODE_PTY, RECIPE, RIPGREP } from "./versions.mjs";

const platform = `${process.platform}-${process.arch}`;
const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/**
 * @param {{ name: string, codeServer: string, node: string }} editor one of EDITORS
 * @returns {Promise<{ name: string, node: string, vscode: string }>} paths of Node and of `lib/vscode`
 */
export async function installEditor(editor) {
  const recipe = { ...editor, KEPT_DEPENDENCIES, DROPPED_EXTENSIONS, NODE_PTY, RIPGREP, RECIPE };
  const folder = await cached(`vscode-${editor.name}`, recipe, (work) => fill(work, editor));
  return {
    name: editor.name,
    node: path.join(folder, "node", process.platform === "win32" ? "node.exe" : "bin/node"),
    vscode: path.join(folder, "vscode"),
  };
}

async function fill(work, editor) {
  await Promise.all([
    npmPack(`${nodePackage}@${editor.node}`, work, ["--wildcards", "--no-anchored", "bin/node*"]),
    unpackVscode(work, editor),
  ]);
  fs.renameSync(path.join(work, nodePackage), path.join(work, "node"));
}

async function unpackVscode(work, editor) {
  const exclude = DROPPED_EXTENSIONS.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
  const source = await npmPack(`code-server@${editor.codeServer}`, work, [
    "--wildcards",
    ...exclude,
    "package/lib/vscode",
  ]);
  const vscode = path.join(work, "vscode");
  fs.renameSync(path.join(source, "lib/vscode"), vscode);
  fs.rmSync(source, { recursive: true });
  chooseDependencies(vscode);
  await exec("npm", ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: vscode,
  });
  dropOtherPlatforms(vscode);
  writeStubs(vscode);
}

function chooseDependencies(vscode) {
  const kept = (name) => KEPT_DEPENDENCIES.includes(name) || name.startsWith("@xterm/");
  edit(path.join(vscode, "package.json"), (manifest) => {
    const entries = Object.entries(manifest.dependencies).filter(([name]) => kept(name));
    manifest.dependencies = {
      ...Object.fromEntries(entries),
      "@vscode/ripgrep-universal": RIPGREP,
      "node-pty": NODE_PTY,
    };
  });
  edit(path.join(vscode, "npm-shrinkwrap.json"), (lock) => {
    const wanted = { "node-pty": NODE_PTY, "@vscode/ripgrep-universal": RIPGREP };
    const other = Object.entries(wanted).filter(
      ([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version,
    );
    const dropped = new Set(other.map(([name]) => `node_modules/${name}`));
    lock.packages = Object.fromEntries(Object.entries(lock.packages).filter(([name]) => !dropped.has(name)));
  });
}

function edit(file, change) {
  const value = JSON.parse(fs.readFileSync(file, "utf8"));
  change(value);
  fs.writeFileSync(file, JSON.stringify(value, null, 2));
}

function dropOtherPlatforms(vscode) {
  for (const folder of ["@vscode/ripgrep-universal/bin", "node-pty/prebuilds"]) {
    const full = path.join(vscode, "node_modules", folder);
    if (!fs.existsSync(full)) continue;
    for (const name of fs.readdirSync(full))
      if (name !== platform) fs.rmSync(path.join(full, name), { recursive: true });
  }
  for (const folder of ["third_party", "deps"])
    fs.rmSync(path.join(vscode, "node_modules/node-pty", folder), { recursive: true, force: true });
}
