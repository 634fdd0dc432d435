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
const RETRIED = /^second try: (.+)$/;
const FAILED = /^FAILED: (.+)$/;
/** How other tests mark what fails. */
const MARKED = /^(FAIL|✘|×) |^.*: error TS\d+: |^ERROR: /;
const THROWN = /^(Uncaught )?\w*Error( \[\w+\])?: |: Timeout \d+ms exceeded/;
const MOST = 300;

/**
 * @typedef {{ name: string, argv: string[], env?: Record<string, string> }} Step
 * @typedef {object} StepResult
 * @property {string} name @property {number} passed @property {number} failed @property {number} seconds
 * @property {string[]} skipped tests that were left out, and why
 * @property {string[]} retried tests that passed at the second try only, and what the first said
 * @property {string[]} failures tests that failed, and the first line of what they said
 */

/** What a test says when it fails, in one line: `FAILED: its name: the first line of its error`. */
export function failedLine(name, error) {
  return `FAILED: ${reason(name, error)}`;
}

/** What a test says that failed at first: `second try: its name: the first line of the first error`. */
export function retriedLine(name, error) {
  return `second try: ${reason(name, error)}`;
}

/** `name: first line of the error`, for one line of a report. */
export function reason(name, error) {
  const text = plain(String(error instanceof Error ? error.message || error.name : error));
  return `${name.replace(/\s+/g, " ")}: ${text.trim().split("\n")[0].trim()}`.slice(0, MOST);
}

const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, "");

/**
 * Runs one step with its output shown. Lines `N passed, N failed` are taken as its counts (the last one
 * holds), `skipped: …` as reasons, `second try: …` and `FAILED: …` as tests that need a look, and none is
 * shown; a step without counts is one test. A failing exit code is at least one failure.
 * @param {Step} step
 * @param {(line: string) => void} [show] takes the lines of both outputs; without it stderr is not read
 * @returns {Promise<StepResult>}
 */
export async function runStep({ name, argv, env = {} }, show) {
  const log = show ?? console.log;
  log(`\n── ${name}`);
  const started = Date.now();
  let counts;
  let last = "";
  let thrown;
  const marked = [];
  const found = { skipped: new Set(), retried: new Set(), failures: new Set() };
  const [file, ...args] =
    argv[0] === "npm" && process.platform === "win32" ? ["npm.cmd", ...argv.slice(1)] : argv;
  const child = spawn(file, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", show ? "pipe" : "inherit"],
    shell: file === "npm.cmd",
  });
  const ended = new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`${file}: ${error.message}`);
      resolve(127);
    });
    child.on("close", (code, signal) => resolve(code ?? `ended by ${signal}`));
  });
  const read = async (output) => {
    for await (const line of createInterface({ input: output })) {
      const text = plain(line).trim();
      const count = COUNTS.exec(text);
      const [skip, retried, failure] = [SKIP, RETRIED, FAILED].map((pattern) => pattern.exec(text)?.[1]);
      if (count) counts = { passed: Number(count[1]), failed: Number(count[2]) };
      else if (skip) found.skipped.add(skip);
      else if (retried) found.retried.add(retried);
      else if (failure) found.failures.add(failure);
      else log(line);
      if (MARKED.test(text)) marked.push(text);
      if (THROWN.test(text)) thrown ??= text;
      if (!count && text !== "") last = text;
    }
  };
  const outputs = [child.stdout, child.stderr].filter((output) => output !== null).map(read);
  const code = await ended;
  await Promise.all(outputs);
  const ok = code === 0;
  const { passed, failed } = counts ?? { passed: ok ? 1 : 0, failed: 0 };
  const bad = ok ? failed : Math.max(failed, 1);
  if (bad > 0 && found.failures.size === 0)
    for (const line of marked.length > 0 ? marked.slice(0, 20) : [`ended with ${code}: ${thrown ?? last}`])
      found.failures.add(line.slice(0, MOST));
  const seconds = (Date.now() - started) / 1000;
  log(`── ${name}: ${bad > 0 ? `FAILED (${code})` : "ok"}, ${seconds.toFixed(0)} s`);
  const lists = Object.fromEntries(Object.entries(found).map(([key, lines]) => [key, [...lines]]));
  return { name, passed, failed: bad, ...lists, seconds };
}

/**
 * Runs lists of steps side by side, each list one after the other. What a step prints is shown when it has ended,
 * in one piece; a run that is stopped shows what the steps had printed until then.
 * @param {Step[][]} lanes
 * @returns {Promise<StepResult[]>} in the order of the lanes
 */
export async function runLanes(lanes) {
  const held = new Map();
  const flush = (name) => {
    for (const line of held.get(name)) console.log(line);
    held.delete(name);
  };
  const stopped = (signal) => {
    for (const name of [...held.keys()]) flush(name);
    console.log(`ended by ${signal}`);
    process.exit(1);
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stopped);
  const results = await Promise.all(
    lanes.map(async (lane) => {
      const own = [];
      for (const step of lane) {
        const lines = [];
        held.set(step.name, lines);
        console.log(`begins: ${step.name}`);
        own.push(await runStep(step, (line) => lines.push(line)));
        flush(step.name);
      }
      return own;
    }),
  );
  for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, stopped);
  return results.flat();
}

/**
 * Prints what was left out, what passed at the second try only, what failed, a table, what failed once more, and
 * as last line `N passed, N failed`.
 * @param {StepResult[]} results
 * @returns {boolean} whether all is well
 */
export function summarise(results) {
  const each = (key, label) => {
    for (const result of results)
      for (const line of result[key])
        console.log(`${label}: ${key === "skipped" ? "" : `${result.name} > `}${line}`);
  };
  console.log("");
  each("skipped", "skipped");
  each("retried", "second try");
  each("failures", "FAILED");
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  for (const { name, passed, failed, skipped, retried, seconds } of results) {
    const cells = [name.padEnd(34), `${passed} ok`.padStart(9), `${failed} bad`.padStart(8)];
    cells.push(`${skipped.length} left out`.padStart(13), `${retried.length} tried twice`.padStart(16));
    cells.push(`${seconds.toFixed(0)} s`.padStart(7));
    console.log(cells.join(" "));
  }
  each("failures", "FAILED");
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0 && sum("passed") > 0;
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
