// Ctrl+C while `profile --verify` works: the process of the command line itself, and a real SIGINT.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine } from "../../../src/cli/commandLine";
import { tempFolder } from "../tempFolder";

const report = path.resolve("test/fixtures/zisk/1.4-calls/report.txt");
const machine = path.resolve("test/fixtures/engine/vm.elf");
/** The bytecode machine, told to run its program so often that it takes hours. */
const hours = "0800000000000000ffffff7f00000000";
const base = mkdtempSync(path.join(os.tmpdir(), "cyclelens-stopped-"));
const cli = path.join(base, "cli.js");
afterAll(() => rmSync(base, { recursive: true, force: true }));

beforeAll(async () => {
  await build({
    entryPoints: ["src/cli/main.ts"],
    outfile: cli,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
});

/** Prints a report, counts its starts, so that it is seen to run, and goes on with `then`. */
const ziskemu = (then: string): string => `#!/bin/sh
case "$1" in --version) echo "ziskemu 1.4.0-alpha (x)"; exit 0;; esac
cat "${report}"
echo started >> "$STARTS"
${then}
`;

const pathOf = (cwd: string): string => [path.join(cwd, "bin"), "/usr/bin", "/bin"].join(path.delimiter);

interface Stopped {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly starts: number;
  readonly runs: readonly string[];
  readonly outcome: string;
}

/** Runs it, sends SIGINT `when` that is so, and waits for the end. */
async function stopped(then: string, when: (cwd: string, stdout: string) => boolean): Promise<Stopped> {
  const cwd = tempFolder({ "bin/ziskemu": ziskemu(then) });
  const starts = path.join(cwd, "starts");
  const child = spawn(
    process.execPath,
    [cli, "profile", machine, "--verify", "--bytes", hours, "--framing", "raw"],
    {
      cwd,
      env: {
        ...process.env,
        STARTS: starts,
        PATH: pathOf(cwd),
      },
    },
  );
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes: Buffer) => (said.stdout += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (said.stderr += bytes.toString()));
  const timer = setInterval(() => {
    if (!when(cwd, said.stdout)) return;
    clearInterval(timer);
    child.kill("SIGINT");
  }, 20);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(timer);
  const folder = path.join(cwd, ".cyclelens/runs");
  const runs = existsSync(folder) ? readdirSync(folder) : [];
  const outcome = runs.map((run) => {
    const json = JSON.parse(readFileSync(path.join(folder, run, "run.json"), "utf8")) as {
      outcome: { status: string };
    };
    return json.outcome.status;
  });
  if (!existsSync(starts)) throw new Error(said.stderr);
  const count = readFileSync(starts, "utf8").split("\n").length - 1;
  return { code, ...said, starts: count, runs, outcome: outcome.join() };
}

const nothingVerified =
  "cyclelens: the embedded engine was stopped before its end: nothing is verified — run it again\n";

describe.skipIf(process.platform === "win32")("profile --verify, stopped mid-run", () => {
  it("while ziskemu runs: its profile up to there is kept as cancelled, and nothing runs again", async () => {
    const run = await stopped("exec sleep 60", (cwd) => existsSync(path.join(cwd, "starts")));
    expect(run).toMatchObject({ code: 130, starts: 1, outcome: "cancelled" });
    expect(run.runs).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d-]+Z-zisk-vm$/)]);
    expect(run.stderr).not.toMatch(/embedded engine/);
  });

  it("between the two: ziskemu's run stands, and that nothing is verified is no success", async () => {
    const cwd = tempFolder({ "bin/ziskemu": ziskemu("exit 0") });
    const abort = new AbortController();
    const io = {
      env: { ...process.env, STARTS: path.join(cwd, "starts"), PATH: pathOf(cwd) },
      cwd,
      signal: abort.signal,
    };
    const said = { stdout: "", stderr: "" };
    const into = (name: keyof typeof said): Writable =>
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          said[name] += chunk.toString();
          // Stopped while the report is being printed.
          if (name === "stdout") abort.abort();
          done();
        },
      });
    const args = ["profile", machine, "--verify", "--bytes", hours, "--framing", "raw"];
    const code = await commandLine(args, { ...io, stdout: into("stdout"), stderr: into("stderr") });
    expect(said.stdout).toContain("Hot functions");
    expect([code, said.stderr]).toEqual([130, nothingVerified]);
  });

  it("while the embedded engine runs: ziskemu's run stands, nothing is called a difference", async () => {
    const run = await stopped("exit 0", (_cwd, stdout) => stdout.includes("Hot functions"));
    expect(run).toMatchObject({ code: 130, starts: 1, outcome: "ok" });
    expect(run.runs).toHaveLength(1);
    expect(run.stderr).toBe(nothingVerified);
  });
});
