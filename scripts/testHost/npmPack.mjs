import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
export const exec = (file, args, options = {}) =>
  run(file === "npm" ? npm : file, args, {
    maxBuffer: 1 << 26,
    ...(file === "npm" && process.platform === "win32" ? { shell: true } : {}),
    ...options,
  });

/**
 * Fetches one package's tarball and unpacks it into `into/<name>`; none of its scripts run.
 * `tarArguments` choose what is unpacked.
 */
export async function npmPack(spec, into, tarArguments = []) {
  const work = fs.mkdtempSync(path.join(into, ".pack-"));
  const { stdout } = await exec(
    "npm",
    ["pack", spec, "--json", "--pack-destination", work, "--ignore-scripts"],
    {
      cwd: work,
    },
  );
  const name = /^(@?[^@]+)@/.exec(spec)[1];
  const tarball = fs.readdirSync(work).find((file) => file.endsWith(".tgz"));
  if (!tarball) throw new Error(`npm pack ${spec} gave no tarball: ${stdout.slice(0, 300)}`);
  const folder = path.join(into, name.replace("/", "+"));
  fs.mkdirSync(folder, { recursive: true });
  await exec("tar", ["xzf", path.join(work, tarball), "-C", folder, "--strip-components=1", ...tarArguments]);
  fs.rmSync(work, { recursive: true });
  return folder;
}
