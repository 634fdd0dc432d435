import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

interface Setting {
  readonly cli: string;
  readonly env: NodeJS.ProcessEnv;
  /** A folder of ours to work in. */
  readonly folder: string;
  readonly ziskemu: string;
}

/** The runner and the run folder with real processes: exit codes, kills, two at once, odd paths. */
export async function* runnerTests(
  setting: Setting,
): AsyncGenerator<{ name: string; problem: string | null }> {
  for (const [name, test] of Object.entries(tests)) {
    try {
      yield { name: `runner: ${name}`, problem: await test(setting) };
    } catch (error) {
      yield { name: `runner: ${name}`, problem: error instanceof Error ? error.message : String(error) };
    }
  }
}

type Test = (setting: Setting) => Promise<string | null> | string | null;

const guest = path.resolve("test/fixtures/guests/io/guest.elf.gz");
// An endless loop; the cap is for a test that fails.
const endless = [path.resolve("test/fixtures/guests/errors/e12.elf.gz"), "--max-steps", "2000000000"];

const tests: Readonly<Record<string, Test>> = {
  "passes the exit code on and keeps both streams apart": (setting) => {
    const folder = path.join(setting.folder, "exit");
    const script = "console.log('out'); console.error('err'); process.exit(42)";
    const run = node(setting, ["run", "--folder", folder, "--", process.execPath, "-e", script]);
    return expect(
      [run.status, read(folder, "stdout.txt"), read(folder, "stderr.txt"), run.stdout],
      [42, "out\n", "err\n", "out\n"],
    );
  },
  "takes an odd path and arguments to the letter": (setting) => {
    const folder = path.join(setting.folder, "a b 'c' $(touch x) ;&");
    mkdirSync(folder, { recursive: true });
    const words = ["$(touch x)", "`touch y`", "a b", '"', "'", "*", "", "--json"];
    const script = "console.log(JSON.stringify(process.argv.slice(1)))";
    node(setting, ["run", "--folder", folder, "--", process.execPath, "-e", script, "--", ...words], folder);
    const leftovers = ["x", "y"].filter((name) => existsSync(path.join(folder, name)));
    return expect([read(folder, "stdout.txt"), leftovers], [`${JSON.stringify(words)}\n`, []]);
  },
  "profiles in a workspace with an odd path": (setting) => {
    const folder = path.join(setting.folder, 'we\'ird "w" $(x)');
    mkdirSync(folder, { recursive: true });
    const args = ["profile", guest, "--u32", "7", "--json"];
    const run = node(setting, args, folder);
    return expect([run.status, runsOf(folder).length], [0, 1]);
  },
  "ends the whole tree on SIGTERM": async (setting) => {
    if (process.platform === "win32") return null;
    const folder = path.join(setting.folder, "kill");
    // A grandchild that ignores the end of its parent, as a compiler below cargo would.
    const inner = `setInterval(() => {}, 1000); console.log("pid " + process.pid)`;
    const outer = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}], { stdio: "inherit" }); setInterval(() => {}, 1000)`;
    const child = spawn(
      process.execPath,
      [setting.cli, "run", "--folder", folder, "--", process.execPath, "-e", outer],
      { stdio: "ignore" },
    );
    const pid = await until(() => Number(/pid (\d+)/.exec(read(folder, "stdout.txt"))?.[1] ?? 0));
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const code = await ended;
    const exit = JSON.parse(read(folder, "exit.json")) as { cancelled: boolean };
    // What has been killed may take a moment to go.
    await until(() => !isAlive(pid));
    return expect([code, exit.cancelled], [143, true]);
  },
  "SIGINT ends a profile with 130 and leaves nothing half-visible": async (setting) => {
    if (process.platform === "win32") return null;
    const folder = path.join(setting.folder, "interrupt");
    mkdirSync(folder);
    const child = spawn(process.execPath, [setting.cli, "profile", ...endless, "--json"], {
      cwd: folder,
      env: setting.env,
    });
    let stdout = "";
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    await until(() =>
      hidden(folder).some((name) => existsSync(path.join(folder, ".cyclelens/runs", name, "progress.json"))),
    );
    // Not its exit: what it printed may still be under way then.
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    child.kill("SIGINT");
    const code = await ended;
    const status =
      stdout === "" ? "none" : (JSON.parse(stdout) as { outcome: { status: string } }).outcome.status;
    return expect([code, hidden(folder), status], [130, [], "cancelled"]);
  },
  "two at once do not meet": async (setting) => {
    const folder = path.join(setting.folder, "two");
    mkdirSync(folder);
    const codes = await Promise.all(
      [1, 2, 3, 4].map(
        (n) =>
          new Promise<number | null>((resolve) => {
            spawn(process.execPath, [setting.cli, "profile", guest, "--u32", String(n), "--json"], {
              cwd: folder,
              env: setting.env,
              stdio: "ignore",
            }).once("exit", resolve);
          }),
      ),
    );
    return expect([codes, runsOf(folder).length, hidden(folder)], [[0, 0, 0, 0], 4, []]);
  },
  "a killed runner's folder is swept by the next run": async (setting) => {
    if (process.platform === "win32") return null;
    const folder = path.join(setting.folder, "sweep");
    mkdirSync(folder);
    const child = spawn(process.execPath, [setting.cli, "profile", ...endless, "--json"], {
      cwd: folder,
      env: setting.env,
      stdio: "ignore",
    });
    const name = await until(
      () =>
        hidden(folder).find((n) => existsSync(path.join(folder, ".cyclelens/runs", n, "progress.json"))) ??
        "",
    );
    const progress = path.join(folder, ".cyclelens/runs", name, "progress.json");
    const pid = await until(
      () => (JSON.parse(readFileSync(progress, "utf8")) as { pid: number | null }).pid ?? 0,
    );
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended with the pipe that nobody reads any more.
    }
    const during = hidden(folder).length;
    // Fresh traces of life protect it for a moment.
    await sleep(5_500);
    node(setting, ["profile", guest, "--u32", "1", "--json"], folder);
    return expect([during, hidden(folder), runsOf(folder).length], [1, [], 1]);
  },
  "a full disk is one clear error, and the tool still ends": (setting) => {
    if (!existsSync("/dev/full")) return null;
    const folder = path.join(setting.folder, "full");
    mkdirSync(folder);
    spawnSync("ln", ["-s", "/dev/full", path.join(folder, "stdout.txt")]);
    const mark = path.join(folder, "ended");
    const script = `console.log("x".repeat(100000)); require("node:fs").writeFileSync(${JSON.stringify(mark)}, "")`;
    const run = node(setting, ["run", "--folder", folder, "--", process.execPath, "-e", script]);
    const lines = run.stderr.trim().split("\n");
    return expect(
      [run.status, existsSync(mark), lines.length, lines[0]?.includes("ENOSPC")],
      [4, true, 1, true],
    );
  },
  "a folder that cannot be written is one clear error": (setting) => {
    const file = path.join(setting.folder, "plain");
    writeFileSync(file, "");
    const run = node(setting, ["run", "--folder", path.join(file, "x"), "--", process.execPath, "-e", ""]);
    return expect([run.status, run.stderr.trim().split("\n").length, run.stdout], [4, 1, ""]);
  },
};

function node(setting: Setting, args: readonly string[], cwd = setting.folder) {
  return spawnSync(process.execPath, [setting.cli, ...args], { cwd, env: setting.env, encoding: "utf8" });
}

function read(folder: string, name: string): string {
  const file = path.join(folder, name);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function runsOf(folder: string): string[] {
  const runs = path.join(folder, ".cyclelens/runs");
  return existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith(".")) : [];
}

function hidden(folder: string): string[] {
  const runs = path.join(folder, ".cyclelens/runs");
  return existsSync(runs) ? readdirSync(runs).filter((name) => name.startsWith(".")) : [];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody waits for is dead.
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "latin1"));
  } catch {
    return false;
  }
}

async function until<T>(ask: () => T): Promise<T> {
  for (let i = 0; i < 600; i++) {
    try {
      const value = ask();
      if (value) return value;
    } catch {
      // Half written: ask again.
    }
    await sleep(25);
  }
  throw new Error("waited 15 s in vain");
}

function expect(got: unknown, want: unknown): string | null {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  return a === b ? null : `${a} instead of ${b}`;
}
