import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readCoverageFiles } from "../../../src/toolchains/coverageInputs";
import { baseOf, fromBase, fromFolder } from "../../../src/toolchains/coveragePaths";
import { tempFolder } from "../tempFolder";

const keys = async (folder: string) => [...(await readCoverageFiles(folder)).files.keys()].sort();

describe("reading a folder", () => {
  it("takes manifests, locks, openvm.toml, configuration and rules, and nothing of target", async () => {
    const folder = tempFolder({
      "Cargo.toml": "[workspace]",
      "Cargo.lock": "version = 4",
      "cyclelens.rules.json": "{}",
      ".cargo/config.toml": "",
      ".git/Cargo.toml": "",
      "guest/Cargo.toml": "",
      "guest/openvm.toml": "",
      "guest/src/main.rs": "",
      "target/package/Cargo.toml": "",
      "node_modules/x/Cargo.toml": "",
      "vendored/sha2/Cargo.toml": "",
      "vendored/sha2/.cargo-checksum.json": "{}",
    });
    expect((await keys(folder)).filter((key) => !key.startsWith("../"))).toEqual([
      ".cargo/config.toml",
      "Cargo.lock",
      "Cargo.toml",
      "cyclelens.rules.json",
      "guest/Cargo.toml",
      "guest/openvm.toml",
    ]);
  });

  it("finds the workspace root above, with its lock and configuration", async () => {
    const folder = tempFolder({
      "Cargo.toml": "[workspace]",
      "Cargo.lock": "",
      ".cargo/config.toml": "",
      "bin/guest/Cargo.toml": "",
    });
    expect((await keys(path.join(folder, "bin/guest"))).slice(0, 4)).toEqual([
      "../../.cargo/config.toml",
      "../../Cargo.lock",
      "../../Cargo.toml",
      "Cargo.toml",
    ]);
  });

  it("takes a manifest for its folder, drops the mark of byte order, keeps line ends", async () => {
    const folder = tempFolder({ "Cargo.toml": "\ufeff[package]\r\n" });
    const { files } = await readCoverageFiles(path.join(folder, "Cargo.toml"));
    expect(files.get("Cargo.toml")?.text).toBe("[package]\r\n");
  });

  it("goes in no circle of links and reads a linked manifest", async () => {
    const folder = tempFolder({ "a/Cargo.toml": "[package]" });
    symlinkSync("..", path.join(folder, "a/up"));
    mkdirSync(path.join(folder, "b"));
    symlinkSync("../a/Cargo.toml", path.join(folder, "b/Cargo.toml"));
    symlinkSync("nowhere", path.join(folder, "Cargo.lock"));
    const { files, warnings } = await readCoverageFiles(folder);
    expect([...files.keys()].filter((key) => !key.startsWith("../"))).toEqual([
      "a/Cargo.toml",
      "b/Cargo.toml",
    ]);
    expect(warnings).toEqual(["Cargo.lock cannot be read (ENOENT)"]);
  });

  it("passes over what is no file or too large, and says so", async () => {
    const folder = tempFolder({ "Cargo.toml": "", "big/openvm.toml": "#".repeat(4 * 2 ** 20 + 1) });
    mkdirSync(path.join(folder, "Cargo.lock"));
    const { files, warnings } = await readCoverageFiles(folder);
    expect(files.has("Cargo.lock")).toBe(false);
    expect(warnings).toEqual(["big/openvm.toml is too large (5 MB) and was not read"]);
  });

  it("reads again only what has changed", async () => {
    const folder = tempFolder({ "Cargo.toml": "old", "Cargo.lock": "old" });
    const first = await readCoverageFiles(folder);
    writeFileSync(path.join(folder, "Cargo.toml"), "newer");
    utimesSync(path.join(folder, "Cargo.toml"), 1, 1);
    const second = await readCoverageFiles(folder, { known: first.files });
    expect(second.files.get("Cargo.toml")?.text).toBe("newer");
    expect(second.files.get("Cargo.lock")).toBe(first.files.get("Cargo.lock"));
  });

  it("tells a folder that is not there", async () => {
    await expect(readCoverageFiles("/nowhere/at/all")).rejects.toMatchObject({ kind: "not-found" });
  });
});

describe("names of files", () => {
  it.each([
    // asked about, file, as the resolver sees it
    ["/w/bin/guest", "Cargo.toml", "bin/guest/Cargo.toml"],
    ["/w/bin/guest", "../../Cargo.lock", "Cargo.lock"],
    ["/w/bin/guest", "../Cargo.toml", "bin/Cargo.toml"],
  ])("from %s, %s is %s, and back", (folder, file, seen) => {
    const base = baseOf(folder, ["Cargo.toml", "../../Cargo.lock", file]);
    expect(base).toEqual({ folder: "/w", prefix: "bin/guest/" });
    expect(fromBase(base, file)).toBe(seen);
    expect(fromFolder(base, seen)).toBe(file);
  });

  it("stay where nothing lies above", () => {
    const base = baseOf("/w", ["a/Cargo.toml"]);
    expect([base.prefix, fromBase(base, "a/Cargo.toml")]).toEqual(["", "a/Cargo.toml"]);
  });
});
