// Runs commands one after the other and adds up what their tests say. No dependency: it also runs on a
// clone where nothing is installed yet.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const COUNTS = /^(?:[\w-]+(?: \([\w.-]+\))?: )?(\d+) passed, (\d+) failed$/;
const SKIP = /^skipped: (.+)$/;

/**
 * @typedef {{ name: string, argv: string[], env?: Record<string, string> }} Step
 * @typedef {{ name: string, passed: number, failed: number, skipped: string[], seconds: number }} StepResult
 */

/**
 * Runs one step with its output shown. Lines `N passed, N failed` are taken as its counts (the last one
 * holds) and `skipped: …` as reasons, and neither is shown; a step without such a line counts as one
 * test. A failing exit code is at least one failure.
 * @param {Step} step
 * @returns {Promise<StepResult>}
 */
export async function runStep({ name, argv, env = {} }, log = console.log) {
  log(`\n── ${name}`);
  const started = Date.now();
  let counts;
  const skipped = [];
  const [file, ...args] =
    argv[0] === "npm" && process.platform === "win32" ? ["npm.cmd", ...argv.slice(1)] : argv;
  const child = spawn(file, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
    shell: file === "npm.cmd",
  });
  const ended = new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`${file}: ${error.message}`);
      resolve(127);
    });
    child.on("close", (code, signal) => resolve(code ?? `ended by ${signal}`));
  });
  const lines = createInterface({ input: child.stdout });
  const read = (async () => {
    for await (const line of lines) {
      const plain = line.replace(/\u001b\[[0-9;]*m/g, "").trim();
      const found = COUNTS.exec(plain);
      const skip = SKIP.exec(plain);
      if (found) counts = { passed: Number(found[1]), failed: Number(found[2]) };
      else if (skip) skipped.push(skip[1]);
      else log(line);
    }
  })();
  const code = await ended;
  await read;
  const ok = code === 0;
  const { passed, failed } = counts ?? { passed: ok ? 1 : 0, failed: 0 };
  const result = {
    name,
    passed,
    failed: ok ? failed : Math.max(failed, 1),
    skipped,
    seconds: (Date.now() - started) / 1000,
  };
  if (!ok) console.error(`${name} failed (${code})`);
  return result;
}

/**
 * Runs steps at the same time that do not disturb one another; the first is shown as it runs, the others when they
 * have ended.
 * @param {Step[]} steps
 * @returns {Promise<StepResult[]>}
 */
export async function runTogether(steps) {
  const held = steps.map(() => []);
  const results = await Promise.all(
    steps.map((step, i) => runStep(step, i === 0 ? undefined : (line) => held[i].push(line))),
  );
  for (const lines of held) for (const line of lines) console.log(line);
  return results;
}

/**
 * Prints reasons of skips, a table, and as last line `N passed, N failed`.
 * @param {StepResult[]} results
 * @returns {boolean} whether all is well
 */
export function summarise(results) {
  console.log("");
  for (const { skipped } of results) for (const line of skipped) console.log(`skipped: ${line}`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  for (const { name, passed, failed, skipped, seconds } of results) {
    const cells = [name.padEnd(34), `${passed} ok`.padStart(9), `${failed} bad`.padStart(8)];
    cells.push(`${skipped.length} left out`.padStart(13), `${seconds.toFixed(0)} s`.padStart(7));
    console.log(cells.join(" "));
  }
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0 && sum("passed") > 0;
}

/** Names of the scripts in package.json. */
export function scriptNames() {
  return Object.keys(JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")).scripts);
}

/** The step that installs the dependencies, or null where they are as the lock file says. */
export function installStep() {
  const installed = path.join(root, "node_modules/.package-lock.json");
  const fresh =
    fs.existsSync(installed) &&
    fs.statSync(installed).mtimeMs >= fs.statSync(path.join(root, "package-lock.json")).mtimeMs;
  return fresh
    ? null
    : { name: "npm ci", argv: ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"] };
}

/** One clear line and exit code 1 where Node is too old for everything else. */
export function requireNode(major) {
  if (Number(process.versions.node.split(".")[0]) >= major) return;
  console.error(
    `Node ${process.versions.node} is too old: install Node ${major} or newer (https://nodejs.org)`,
  );
  process.exit(1);
}
