// The guest's build by a real RISC-V toolchain, through the build task; started by scripts/testBuild.mjs.
import * as assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { writeInput } from "../support/input";
import { TaskLog } from "../support/tasks";
import { readJson } from "../support/truth";
import { guestFile, runFolders } from "../support/workspace";

const elf = guestFile("target/riscv64im-unknown-none-elf/release/sample-guest");

describe("a real toolchain", () => {
  it("builds the guest through the task, with line tables, and ziskemu runs it", async function () {
    this.timeout(1_400_000);
    const tasks = new TaskLog();
    const started = Date.now();
    // A touched source: cargo has something to do even where the dependencies are built already.
    const source = vscode.Uri.file(guestFile("src/main.rs"));
    await vscode.workspace.fs.writeFile(source, await vscode.workspace.fs.readFile(source));
    await vscode.commands.executeCommand("cyclelens.profileZisk", {
      guest: "sample-guest",
      input: writeInput("batch.bin", 3, 16),
    });
    assert.deepEqual(tasks.exitCodes(), [
      ["build", 0],
      ["profile", 0],
    ]);
    assert.ok(existsSync(elf) && statSync(elf).mtimeMs >= started - 2000, "the ELF is this build's");
    const run = readJson(path.join(runFolders()[0]!, "run.json")) as { outcome: { status: string } };
    assert.equal(run.outcome.status, "ok");
    tasks.dispose();
  });
});
