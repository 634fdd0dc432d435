// npm run package: builds out/cyclelens.vsix and checks what is in it and in the npm package.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildDist } from "./buildDist.mjs";
import { checkPackages } from "./checkPackage.mjs";
import { root } from "./steps.mjs";

/** Builds dist/ and packs it into `vsix`; returns that path. */
export function buildVsix(vsix) {
  fs.mkdirSync(path.dirname(vsix), { recursive: true });
  const run = (...args) =>
    execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  buildDist();
  const vsce = path.join(root, "node_modules/@vscode/vsce/vsce");
  run(
    vsce,
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--out",
    vsix,
  );
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = checkPackages(buildVsix(path.join(root, "out/cyclelens.vsix"))) ? 0 : 1;
