// What goes wrong in a run, with the real ziskemu: the message, the Problems, what is left behind.
import * as assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { writeInput } from "../support/input";
import { skip } from "../support/skip";
import { TaskLog } from "../support/tasks";
import { hasUi, ui } from "../support/ui";
import { eventually, until } from "../support/until";
import { clearNotifications, notifications, notified, treeTexts } from "../support/views";
import { guestFile, noZiskemu, runFolders, ziskemu } from "../support/workspace";

const profile = (input: string | null) =>
  vscode.commands.executeCommand("cyclelens.profileZisk", { guest: "sample-guest", input });

/** Names in the run folder's parent that are no complete run. */
function leftovers(): string[] {
  const runs = guestFile(".cyclelens", "runs");
  return existsSync(runs)
    ? readdirSync(runs).filter((name) => !existsSync(`${runs}/${name}/run.json`) || name.startsWith("."))
    : [];
}

/** Command lines of running ziskemu processes with our input. */
function emulators(input: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return "";
      }
    })
    .filter((line) => line.startsWith(ziskemu!) && line.includes(input));
}

describe("a run that fails", function () {
  let tasks: TaskLog;

  before(function () {
    if (!ziskemu) skip(this, noZiskemu);
  });
  beforeEach(async () => {
    tasks = new TaskLog();
    await clearNotifications();
  });
  afterEach(() => tasks?.dispose());

  it("in the build: exit code, message, the error in Problems at its line, and nothing run", async () => {
    const file = guestFile("src", "sort.rs");
    const source = readFileSync(file, "utf8");
    const runs = runFolders().length;
    const lines = source.split("\n").length;
    writeFileSync(file, `${source}compile_error!("marked");\n`);
    try {
      await profile(null);
      assert.deepEqual(tasks.exitCodes(), [["build", 101]]);
      const found = await until(
        () =>
          vscode.languages
            .getDiagnostics(vscode.Uri.file(file))
            .filter(({ message }) => message.includes("marked")),
        "the error in Problems",
      );
      assert.deepEqual(
        found.map(({ range }) => range.start.line),
        [lines - 1],
      );
      assert.equal(found[0]!.severity, vscode.DiagnosticSeverity.Error);
      assert.equal(runFolders().length, runs);
      if (hasUi) await notified(/build of sample-guest failed \(exit code 101\)/i);
    } finally {
      writeFileSync(file, source);
    }
    await profile(writeInput("small.bin", 1, 4));
    await until(
      () => vscode.languages.getDiagnostics(vscode.Uri.file(file)).length === 0,
      "Problems empty after a good build",
    );
  });

  it("by Stop: the emulator is gone and no half run is left", async function () {
    if (process.platform !== "linux") skip(this, "looks into /proc");
    const input = writeInput("long.bin", 1, 60_000);
    const runs = runFolders().length;
    const done = profile(input);
    await until(() => emulators(input).length > 0, "a running ziskemu", 30_000);
    await vscode.commands.executeCommand("cyclelens.stop");
    await done;
    await until(() => emulators(input).length === 0, "no ziskemu any more");
    assert.equal(runFolders().length, runs);
    await until(() => leftovers().length === 0, `no leftovers in ${leftovers().join()}`);
  });

  it("by its task being terminated in the terminal: the same", async function () {
    if (process.platform !== "linux") skip(this, "looks into /proc");
    const input = writeInput("long.bin", 2, 60_000);
    const runs = runFolders().length;
    const done = profile(input);
    await until(() => emulators(input).length > 0, "a running ziskemu", 30_000);
    // The editor tells of a task's start when it comes to it: the process may be there long before.
    const started = await until(
      () => tasks.started.find(({ task }) => task.definition.step === "profile"),
      "the start of its task",
      30_000,
    );
    started.terminate();
    await done;
    await until(() => emulators(input).length === 0, "no ziskemu any more");
    assert.equal(runFolders().length, runs);
  });

  it("because one is under way: the second is refused, the first is whole", async () => {
    const runs = runFolders().length;
    const input = writeInput("small.bin", 1, 8);
    await Promise.all([profile(input), profile(input)]);
    assert.equal(runFolders().length, runs + 1);
    assert.deepEqual(tasks.exitCodes(), [
      ["build", 0],
      ["profile", 0],
    ]);
    if (hasUi) await notified(/profile is being taken/i);
  });

  it("because the guest ends with an error: the profile says so", async () => {
    // An input that lies about its length.
    const input = guestFile("short.bin");
    writeFileSync(input, Buffer.from([4, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]));
    await profile(input);
    assert.equal(tasks.exitCodes()[0]?.[1], 0);
    assert.notEqual(tasks.exitCodes()[1]?.[1], 0, "ziskemu's own exit code reaches the task");
    if (hasUi) await until(async () => (await notifications()).length > 0, "the failure is said");
  });

  it("because the guest reads more than it was given: that is said, with an input to choose, and the list says failed", async () => {
    await profile(null);
    if (!hasUi) return;
    await notified(/reads more input than it was given \(0 of 8 bytes\)/);
    await eventually(async () => {
      const buttons = await ui.text({ selector: ".notifications-center .monaco-button" });
      assert.ok(buttons.includes("Choose Input and Run Again…"), buttons.join());
    });
    await eventually(async () => assert.match((await treeTexts("runs")).join(" | "), /● [^|]*failed/));
  });

  it("because the input is gone: says which", async () => {
    await profile(guestFile("nowhere.bin"));
    assert.deepEqual(tasks.exitCodes(), []);
    if (hasUi) await notified(/nowhere\.bin/);
  });

  it("because ziskemu is not where the setting says: names the remedy", async () => {
    const settings = vscode.workspace.getConfiguration("cyclelens");
    const path = settings.get<string>("zisk.ziskemuPath");
    await settings.update("zisk.ziskemuPath", "/nowhere/ziskemu", vscode.ConfigurationTarget.Global);
    try {
      await profile(writeInput("small.bin", 1, 4));
      assert.deepEqual(tasks.exitCodes(), []);
      if (hasUi) await notified(/ziskemu/);
    } finally {
      await settings.update("zisk.ziskemuPath", path, vscode.ConfigurationTarget.Global);
    }
  });
});
