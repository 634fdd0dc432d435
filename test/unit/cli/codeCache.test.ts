import fs from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { loadBundle } from "../../../src/cli/codeCache";
import { tempFolder } from "../tempFolder";

const text = `"use strict"; exports.double = (n) => 2 * n; exports.here = [__filename, require("node:path").sep, "ä"];`;

describe("a bundle with the code that an earlier run compiled", () => {
  let file = "";
  let folder = "";
  beforeEach(() => {
    file = path.join(tempFolder({ "a.js": text }), "a.js");
    folder = path.join(path.dirname(file), "cache", "code");
  });

  /** One run of the program; gives how many bytes of code are kept behind it, null for none. */
  function run(): number | null {
    const bundle = loadBundle<{ double(n: number): number; here: string[] }>(file, folder)!;
    expect(bundle.exports.double(21)).toBe(42);
    expect(bundle.exports.here).toEqual([file, path.sep, "ä"]);
    bundle.keep();
    const kept = keptFiles();
    return kept.length === 0 ? null : fs.statSync(path.join(folder, kept.at(-1)!)).size;
  }
  const keptFiles = (): string[] => (fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []);

  it("leaves a mark at the first run, code at the second, nothing at the third", () => {
    expect(run()).toBe(0);
    const size = run()!;
    expect(size).toBeGreaterThan(100);
    const [name] = keptFiles();
    const before = fs.statSync(path.join(folder, name!)).ino;
    expect(run()).toBe(size);
    expect(fs.statSync(path.join(folder, name!)).ino).toBe(before);
  });

  it("takes no code that was damaged, cut off, or is of another bundle", () => {
    run();
    const size = run()!;
    const kept = path.join(folder, keptFiles()[0]!);
    const bytes = fs.readFileSync(kept);
    for (const broken of [bytes.subarray(0, size - 9), bytes.map((b, i) => (i === size >> 1 ? b ^ 1 : b))]) {
      fs.writeFileSync(kept, broken);
      expect(run()).toBe(size);
      expect(fs.readFileSync(kept).equals(broken)).toBe(false);
    }
    fs.writeFileSync(file, text.replace("2 * n", "n + n"));
    run();
    expect(keptFiles()).toHaveLength(2);
    run();
    // The old bundle's is gone.
    expect(keptFiles()).toHaveLength(1);
  });

  it("works where nothing can be kept", () => {
    fs.mkdirSync(path.dirname(folder));
    fs.writeFileSync(folder, "a file");
    for (let i = 0; i < 2; i++) {
      const bundle = loadBundle<{ double(n: number): number }>(file, folder)!;
      expect(bundle.exports.double(4)).toBe(8);
      bundle.keep();
    }
    expect(fs.readFileSync(folder, "utf8")).toBe("a file");
    expect(loadBundle(file, null)).not.toBeNull();
    expect(loadBundle(path.join(folder, "..", "none.js"), folder)).toBeNull();
  });

  it.skipIf(process.platform === "win32")("takes no code that others may have written", () => {
    run();
    run();
    const kept = path.join(folder, keptFiles()[0]!);
    fs.chmodSync(kept, 0o666);
    const inode = fs.statSync(kept).ino;
    expect(run()).toBe(0);
    expect(fs.statSync(kept).ino).not.toBe(inode);
  });
});
