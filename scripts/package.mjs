// npm run package: builds out/cyclelens.vsix and the npm tarball, and checks what is in them.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { checkPackages } from "./checkPackage.mjs";
import { root } from "./steps.mjs";

const out = path.join(root, "out");
fs.mkdirSync(out, { recursive: true });
const run = (...args) =>
  execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
run("esbuild.mjs");
const vsix = path.join(out, "cyclelens.vsix");
const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
run(vsce, "package", "--no-dependencies", "--allow-missing-repository", "--out", vsix);
process.exitCode = checkPackages(vsix) ? 0 : 1;
