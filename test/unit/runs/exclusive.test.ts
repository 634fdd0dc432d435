import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { exclusive } from "../../../src/runs/exclusive";
import { tempFolder } from "../tempFolder";

/** Adds one to a number in a file, slowly: what others do meanwhile would be lost. */
async function addOne(folder: string): Promise<void> {
  const file = path.join(folder, "count");
  await exclusive(path.join(folder, "lock"), async () => {
    const count = Number(readFileSync(file, "utf8"));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    writeFileSync(file, String(count + 1));
  });
}

async function addAtOnce(folder: string, times: number): Promise<number> {
  writeFileSync(path.join(folder, "count"), "0");
  await Promise.all(Array.from({ length: times }, () => addOne(folder)));
  return Number(readFileSync(path.join(folder, "count"), "utf8"));
}

describe("work that excludes other", () => {
  it("is done one after the other, and leaves no lock", async () => {
    const folder = tempFolder();
    expect(await addAtOnce(folder, 25)).toBe(25);
    expect(existsSync(path.join(folder, "lock"))).toBe(false);
  });

  /** A process of this machine that is no more. */
  const dead = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

  it.each<[string, (lock: string) => void]>([
    ["an empty lock of long ago", (lock) => utimesSync(lock, 1, 1)],
    [
      "the lock of a process that died",
      (lock) => writeFileSync(path.join(lock, `${dead()}-aa`), os.hostname()),
    ],
    [
      "a lock of another machine of long ago",
      (lock) => {
        writeFileSync(path.join(lock, "1-aa"), "elsewhere");
        utimesSync(path.join(lock, "1-aa"), 1, 1);
      },
    ],
  ])("%s is taken over by one only, however many wait for it", async (_, leave) => {
    for (let round = 0; round < 5; round++) {
      const folder = tempFolder();
      const lock = path.join(folder, "lock");
      mkdirSync(lock);
      leave(lock);
      expect(await addAtOnce(folder, 20)).toBe(20);
      expect(existsSync(lock)).toBe(false);
    }
  });

  it("waits for a process that lives", async () => {
    const folder = tempFolder();
    const lock = path.join(folder, "lock");
    mkdirSync(lock);
    const holder = path.join(lock, `${process.pid}-aa`);
    writeFileSync(holder, os.hostname());
    let isDone = false;
    const work = exclusive(lock, () => Promise.resolve((isDone = true)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isDone).toBe(false);
    writeFileSync(holder, os.hostname());
    utimesSync(holder, 1, 1);
    await work;
    expect(isDone).toBe(true);
  });

  it("fails as its folder does", async () => {
    const nowhere = path.join(tempFolder(), "no", "lock");
    await expect(exclusive(nowhere, () => Promise.resolve())).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("gives the lock up where the work fails", async () => {
    const lock = path.join(tempFolder(), "lock");
    await expect(exclusive(lock, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(lock)).toBe(false);
  });
});
