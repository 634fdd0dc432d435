import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CodeLens, CompletionItem, Diagnostic } from "vscode-languageserver/node";
import type { CoverageAnswer } from "../../../src/protocol/coverage";
import { tempFolder } from "../tempFolder";
import { PlainClient } from "./coverageClient";

let cli = "";
beforeAll(async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens-cli-"));
  cli = path.join(folder, "cli.js");
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
  return () => rmSync(folder, { recursive: true, force: true });
});

let client: PlainClient;
let folder = "";
const root = () => path.join(folder, "Cargo.toml");
const guest = () => path.join(folder, "guest/Cargo.toml");
const lock = () => path.join(folder, "Cargo.lock");

beforeEach(async () => {
  folder = tempFolder();
  cpSync("test/fixtures/coverage/sp1", folder, { recursive: true });
  client = await PlainClient.start(cli, folder);
});
afterEach(() => client.end());

const codes = (rows: readonly Diagnostic[]) =>
  rows.map(({ range, code }) => `${range.start.line + 1} ${String(code)}`).sort();
const unpatched = ["14 unused", "8 unpatched", "9 unpatched"];
const are = (wanted: readonly string[]) => (rows: readonly Diagnostic[]) =>
  JSON.stringify(codes(rows)) === JSON.stringify(wanted);

/** What `cargo update` would write for one package: the entry's source, and the SDK's library that its copy uses. */
function update(name: string, source: string): void {
  const plain = "registry+https://github.com/rust-lang/crates.io-index";
  const text = readFileSync(lock(), "utf8");
  writeFileSync(
    lock(),
    text.replace(
      new RegExp(`(name = "${name}"\\nversion = "[^"]*"\\nsource = )"${plain.replace("+", "\\+")}"`),
      `$1"${source}"`,
    ),
  );
}

describe("a plain LSP client", () => {
  it("opens a manifest, is told, applies the quick fix, updates the lock, and all is well", async () => {
    await client.open(root());
    await client.open(guest());
    const before = await client.diagnostics(guest(), are(unpatched));
    const sha2 = before.find(({ message }) => String(message).includes("sha2"))!;
    expect(sha2).toMatchObject({ severity: 2, source: "CycleLens", code: "unpatched" });
    expect(sha2.relatedInformation?.[0]?.location).toMatchObject({
      uri: expect.stringMatching(/Cargo\.lock$/) as string,
      range: { start: { line: readFileSync(lock(), "utf8").split("\n").indexOf('name = "sha2"') } },
    });

    const actions = await client.codeActions(guest(), sha2.range, [sha2]);
    expect(actions.map(({ title }) => title)).toEqual([
      "Add the patch of sha2 for sp1-zkvm 5.2.3 (then run: cargo update -p sha2)",
      expect.stringMatching(/^Fix all in guest vault-guest \(3\)/) as string,
    ]);
    expect(actions[0]).toMatchObject({
      kind: "quickfix",
      isPreferred: true,
      diagnostics: [{ code: "unpatched" }],
    });
    expect(actions[0]!.command).toBeUndefined();
    await client.apply(actions[0]!);
    expect(client.text(root())).toContain('sha2 = "0.10.9" # hashes of blocks\n');
    expect(client.text(root())).toMatch(
      /\n\[patch\.crates-io\]\nsha2 = \{ git = "https:\/\/github\.com\/sp1-patches/,
    );

    // Declared, but the lock is older than the manifest.
    await client.diagnostics(root(), (rows) => codes(rows).some((code) => code.endsWith(" unused")));
    const tag = /sha2 = \{ git = "([^"]*)", tag = "([^"]*)"/.exec(client.text(root()))!;
    update("sha2", `git+${tag[1]}?tag=${tag[2]}#${"a".repeat(40)}`);
    await client.changedOnDisk(lock());
    expect(codes(await client.diagnostics(guest(), are(["14 unused", "9 unpatched"])))).toHaveLength(2);
    await client.diagnostics(root(), (rows) => rows.length === 0);
    expect(await client.hover(guest(), 7, 2)).toContain("**✔ accelerated** sha256");
  });

  it("fixes all of a guest in one edit: one table of patches, no comment lost", async () => {
    await client.open(root());
    await client.open(guest());
    const [first] = await client.diagnostics(guest(), are(unpatched));
    const all = (await client.codeActions(guest(), first!.range)).at(-1)!;
    expect(all.title).toMatch(/^Fix all/);
    await client.apply(all);
    const text = client.text(root());
    expect(text.match(/\[patch\.crates-io\]/g)).toHaveLength(1);
    for (const name of ["sha2", "k256", "tiny-keccak"])
      expect(text.match(new RegExp(`^${name} = \\{ git`, "gm"))).toHaveLength(1);
    expect(client.text(guest())).not.toMatch(/^tiny-keccak = \{ git/m);
    expect(client.text(guest())).toContain("# Cargo reads patches of the workspace root only.");
    // Nothing is left to add: the fixes do not come a second time.
    const { folders } = await client.ask<CoverageAnswer>("cyclelens/coverage", {});
    const fixes = folders[0]!.coverage.guests[0]!.crates.map(({ fix }) => fix?.kind ?? null);
    expect(fixes).not.toContain("add-patch");
    expect(fixes).not.toContain("move-patch");
  });

  it("keeps the last good answer while TOML is half typed and marks only the syntax error", async () => {
    await client.open(guest());
    await client.diagnostics(guest(), are(unpatched));
    const at = { line: 9, character: 0 };
    await client.edit(guest(), [{ range: { start: at, end: at }, newText: "p256 = { version = \n" }]);
    const [error, ...more] = await client.diagnostics(guest(), are(["10 syntax"]));
    expect([error!.severity, more]).toEqual([1, []]);
    const { folders } = await client.ask<CoverageAnswer>("cyclelens/coverage", {});
    expect(
      folders[0]!.coverage.guests[0]!.crates.map(({ crate, state }) => `${crate} ${state}`).sort(),
    ).toEqual(["k256 unpatched", "sha2 unpatched", "tiny-keccak unused"]);
    expect(await client.codeActions(guest(), error!.range)).toEqual([]);

    const end = { line: 10, character: 0 };
    await client.edit(guest(), [{ range: { start: at, end }, newText: "" }]);
    await client.diagnostics(guest(), are(unpatched));
  });

  it("follows the severity of the settings", async () => {
    await client.open(guest());
    await client.diagnostics(guest(), are(unpatched));
    await client.settings({ severity: "hint" });
    await client.diagnostics(guest(), (rows) => rows.length === 3 && rows.every((row) => row.severity === 4));
    await client.settings({ severity: "off" });
    await client.diagnostics(guest(), (rows) => rows.length === 0);
  });

  it("tells a hover over a dependency what it is, why, and what to do", async () => {
    await client.open(guest());
    const text = await client.hover(guest(), 8, 1);
    expect(text).toContain("**✘ unpatched** secp256k1: k256 0&#46;13&#46;4");
    expect(text).toContain("Quick fix: Add the patch of k256");
    expect(await client.hover(guest(), 1, 1)).toBeNull();
  });

  it("answers the request of tree and matrix with absolute places", async () => {
    const { revision, folders } = await client.ask<CoverageAnswer>("cyclelens/coverage", {
      folders: [folder],
    });
    const [row] = folders[0]!.coverage.guests[0]!.crates;
    expect([revision > 0, folders[0]!.folder, row!.place?.file]).toEqual([true, folder, guest()]);
    const again = await client.ask<CoverageAnswer>("cyclelens/coverage", { folders: [folder] });
    expect(again.revision).toBe(revision);
  });

  it("makes the edit of fix-all only when it is chosen, for the texts as they are then", async () => {
    await client.end();
    client = await PlainClient.start(cli, folder, { resolves: true });
    await client.open(root());
    await client.open(guest());
    const [first] = await client.diagnostics(guest(), are(unpatched));
    const all = (await client.codeActions(guest(), first!.range)).at(-1)!;
    expect([all.title.slice(0, 30), all.edit]).toEqual(["Fix all in guest vault-guest (", undefined]);
    const at = { line: 0, character: 0 };
    await client.edit(root(), [{ range: { start: at, end: at }, newText: "# typed meanwhile\n" }]);
    await client.apply(await client.resolve(all));
    expect(client.text(root())).toMatch(/^# typed meanwhile\n\[workspace\]\n/);
    for (const name of ["sha2", "k256", "tiny-keccak"])
      expect(client.text(root()).match(new RegExp(`^${name} = \\{ git`, "gm"))).toHaveLength(1);
    // Chosen a second time, it has nothing to do.
    expect((await client.resolve(all)).edit).toBeUndefined();
    const forged = { ...all, data: { file: "/etc/passwd", manifest: "x", name: "y", backend: "z" } };
    expect((await client.resolve(forged)).edit).toBeUndefined();
  });

  it("answers for a workspace that was made after the folder was read, once one of its manifests is opened", async () => {
    await client.open(guest());
    await client.diagnostics(guest(), are(unpatched));
    const made = path.join(folder, "made");
    cpSync("test/fixtures/coverage/client", made, { recursive: true });
    const manifest = path.join(made, "Cargo.toml");
    for (const file of [manifest, path.join(made, "Cargo.lock")])
      writeFileSync(file, readFileSync(file, "utf8").replace("0.10.9-sp1-6.0.0", "0.10.9-sp1-4.0.0"));
    await client.open(manifest);
    const actions = await client.codeActions(manifest, {
      start: { line: 0, character: 0 },
      end: { line: 99, character: 0 },
    });
    expect(actions.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^Use patch-sha2-0\.10\.9-sp1-6\S+ for sha2/) as string,
    ]);
  });

  it("says on the first line of the manifest what is of no entry", async () => {
    await client.open(guest());
    await client.ask<CoverageAnswer>("cyclelens/coverage", { folders: [folder], cargo: true });
    const rows = await client.diagnostics(guest(), (all) =>
      all.some(({ code }) => code === "cargo-metadata"),
    );
    expect(rows.find(({ code }) => code === "cargo-metadata")).toMatchObject({
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: "[package]".length } },
      message: expect.stringMatching(/^cargo metadata gave nothing/) as string,
    });
  });

  it("says a thing once where one open folder lies inside another", async () => {
    await client.end();
    client = await PlainClient.start(cli, folder, { more: [path.dirname(guest())] });
    await client.open(guest());
    await client.ask<CoverageAnswer>("cyclelens/coverage", {});
    expect(await client.diagnostics(guest(), are(unpatched))).toHaveLength(3);
    await client.ask<CoverageAnswer>("cyclelens/coverage", { folders: [folder] });
    expect(await client.diagnostics(guest(), () => true)).toHaveLength(3);
  });

  it("knows a renamed dependency that is inherited by its true name", async () => {
    writeFileSync(
      root(),
      readFileSync(root(), "utf8").replace(
        'sha2 = "0.10.9"',
        'block-hash = { version = "0.10.9", package = "sha2" }',
      ),
    );
    writeFileSync(
      guest(),
      readFileSync(guest(), "utf8").replace("sha2 = {", "block-hash = {").replace("# Cargo reads", "# Reads"),
    );
    await client.open(guest());
    expect(await client.hover(guest(), 7, 2)).toContain("**✘ unpatched** sha256: sha2");
  });

  it("says above each entry of a patch table what became of it", async () => {
    await client.open(guest());
    const lenses = await client.ask<CodeLens[]>("textDocument/codeLens", {
      textDocument: { uri: pathToFileURL(guest()).href },
    });
    expect(lenses.map(({ range, command }) => [range.start.line + 1, command!.title])).toEqual([
      [14, "not applied: cargo reads patches only in the workspace root (Cargo.toml), not in a member"],
    ]);
  });

  it("completes entries and tags in a patch table, half typed as it is", async () => {
    await client.open(root());
    const end = readFileSync(root(), "utf8").split("\n").length - 1;
    const at = { line: end, character: 0 };
    await client.edit(root(), [{ range: { start: at, end: at }, newText: "\n[patch.crates-io]\nsh" }]);
    const completion = (line: number, character: number) =>
      client.ask<CompletionItem[]>("textDocument/completion", {
        textDocument: { uri: pathToFileURL(root()).href },
        position: { line, character },
      });
    const entries = await completion(end + 2, 2);
    expect(entries.map(({ label }) => label).sort()).toEqual(["k256", "sha2"]);
    const entry = entries.find(({ label }) => label === "sha2")!;
    expect(entry.detail).toBe("sha256 unpatched: sha2 0.10.9, SP1, sp1-zkvm 5.2.3");
    expect(entry.textEdit).toEqual({
      range: { start: { line: end + 2, character: 0 }, end: { line: end + 2, character: 2 } },
      newText:
        'sha2 = { git = "https://github.com/sp1-patches/RustCrypto-hashes", tag = "patch-sha2-0.10.9-sp1-4.0.0" }',
    });
    const typed = 'sha2 = { git = "https://github.com/sp1-patches/RustCrypto-hashes", tag = "pa';
    await client.edit(root(), [
      {
        range: { start: { line: end + 2, character: 0 }, end: { line: end + 2, character: 2 } },
        newText: typed,
      },
    ]);
    const tags = await completion(end + 2, typed.length);
    const best = [...tags].sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1))[0]!;
    expect([best.label, best.preselect]).toEqual(["patch-sha2-0.10.9-sp1-4.0.0", true]);
    expect(await completion(0, 0)).toEqual([]);
  });
});
