// Quick fixes with the real cargo: crates.io is a folder of this machine, patches are `file://` git repositories.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { resolveCoverage } from "../../../src/core/coverage/coverage";
import type { Coverage, CrateCoverage } from "../../../src/core/coverage/types";
import { applyEdits } from "../../../src/core/coverage/textEdits";
import { readCoverageFiles } from "../../../src/toolchains/coverageInputs";
import { resolveFolder } from "../../../src/toolchains/resolveFolder";
import { layOut, tempFolder } from "../tempFolder";

const works = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;
const missing = ["cargo", "git"].filter((program) => !works(program));

const manifest = (name: string, version: string, more = ""): string =>
  `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n${more}`;

/** A folder with a home of cargo of its own, a stand-in for crates.io and git repositories. */
class Machine {
  readonly home = tempFolder();

  /** A crate as cargo's vendored folders hold it: manifest, source, checksums. */
  published(name: string, version: string, more = ""): void {
    const text = manifest(name, version, more);
    const sha = (data: string) => createHash("sha256").update(data).digest("hex");
    const files = { "Cargo.toml": sha(text), "src/lib.rs": sha("") };
    layOut(this.home, {
      [`crates.io/${name}/Cargo.toml`]: text,
      [`crates.io/${name}/src/lib.rs`]: "",
      [`crates.io/${name}/.cargo-checksum.json`]: JSON.stringify({ files, package: sha(name) }),
    });
  }

  /** A git repository with one crate and a tag; its URL. */
  repository(folder: string, tag: string, name: string, version: string, more = ""): string {
    layOut(this.home, {
      [`${folder}/Cargo.toml`]: manifest(name, version, more),
      [`${folder}/src/lib.rs`]: "",
    });
    for (const args of [
      ["init", "-q"],
      ["add", "."],
      ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", tag],
      ["tag", tag],
    ])
      this.run(["git", ...args], folder);
    return pathToFileURL(path.join(this.home, folder)).href;
  }

  /** The guest, with crates.io replaced and the rules of a patch. */
  guest(text: string, rule: object): void {
    layOut(this.home, {
      "guest/Cargo.toml": text,
      "guest/src/main.rs": "fn main() {}",
      "guest/.cargo/config.toml": `[source.crates-io]\nreplace-with = "here"\n[source.here]\ndirectory = ${JSON.stringify(path.join(this.home, "crates.io"))}\n`,
      "guest/cyclelens.rules.json": JSON.stringify({
        schema: "cyclelens.rules/1",
        backend: "sp1",
        sdk: "sp1-zkvm",
        crates: [
          {
            id: "own.sha2",
            crate: "sha2",
            kind: "patch",
            precompiles: ["SHA_COMPRESS"],
            impact: "high",
            source: "https://example.org/patches",
            date: "2026-08-01",
            ...rule,
          },
        ],
      }),
    });
    this.run(["cargo", "generate-lockfile"], "guest");
  }

  run([program, ...args]: readonly string[], folder: string): void {
    const { status, stderr } = spawnSync(program!, args, {
      cwd: path.join(this.home, folder),
      env: { ...process.env, CARGO_HOME: path.join(this.home, "cargo") },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  }

  async coverage(cargo = false): Promise<Coverage> {
    const kept = process.env["CARGO_HOME"];
    process.env["CARGO_HOME"] = path.join(this.home, "cargo");
    try {
      const read = await readCoverageFiles(path.join(this.home, "guest"));
      return await resolveFolder(read, resolveCoverage, cargo ? { cargo: {} } : {});
    } finally {
      if (kept === undefined) delete process.env["CARGO_HOME"];
      else process.env["CARGO_HOME"] = kept;
    }
  }

  async sha2(): Promise<CrateCoverage> {
    const { guests } = await this.coverage();
    return guests[0]!.crates.find(({ crate, operation }) => crate === "sha2" && operation === "sha256")!;
  }

  read(file: string): string {
    return readFileSync(path.join(this.home, "guest", file), "utf8");
  }

  /** Writes the edits of the crate's fix, then runs what the fix says is still to be run, to the letter. */
  async fix(): Promise<string> {
    const { guests } = await this.coverage();
    const { fix } = guests[0]!.crates.find((row) => row.fix !== null)!;
    for (const file of new Set(fix!.edits.map((edit) => edit.file))) {
      const edits = fix!.edits.filter((edit) => edit.file === file);
      layOut(path.join(this.home, "guest"), { [file]: applyEdits(this.read(file), edits)! });
    }
    for (const argv of fix!.then) this.run(argv, "guest");
    return fix!.kind;
  }
}

describe.skipIf(missing.length > 0)(
  `fixes and the real cargo${missing.length > 0 ? ` (not installed: ${missing.join(", ")})` : ""}`,
  () => {
    /** The SDK, and a hash that is used by the guest and by a library below it. */
    const machine = (): Machine => {
      const made = new Machine();
      made.published("sp1-lib", "6.2.4");
      made.published("sp1-zkvm", "6.2.4", '[dependencies]\nsp1-lib = "6.2.4"\n');
      made.published("sha2", "0.10.9");
      made.published("merkle", "1.0.0", '[dependencies]\nsha2 = "0.10"\n');
      return made;
    };
    const patched = '[dependencies]\nsp1-lib = "6.2.4"\n';
    const dependencies = '# what it proves\n[dependencies]\nsp1-zkvm = "6.2.4"\nmerkle = "1" # trees\n';

    it("a patch that is added is what the lock resolves after `cargo update -p`", async () => {
      const made = machine();
      const git = made.repository("hashes", "sha2-0.10.9-sp1-6.0.0", "sha2", "0.10.9", patched);
      made.guest(manifest("guest", "0.1.0", dependencies), {
        repository: git,
        patches: [{ version: "0.10.9", tag: "sha2-0.10.9-sp1-6.0.0" }],
      });
      expect(await made.sha2()).toMatchObject({ state: "unpatched", version: "0.10.9" });
      expect(await made.fix()).toBe("add-patch");
      expect(made.read("Cargo.toml")).toBe(
        `${manifest("guest", "0.1.0", dependencies)}\n[patch.crates-io]\nsha2 = { git = "${git}", tag = "sha2-0.10.9-sp1-6.0.0" }\n`,
      );
      expect(await made.sha2()).toMatchObject({
        state: "accelerated",
        source: expect.stringMatching(/^git\+file:.*\?tag=sha2-0\.10\.9-sp1-6\.0\.0#[0-9a-f]{40}$/) as string,
        path: ["guest", "merkle", "sha2"],
        fix: null,
      });
      // And cargo's own metadata agrees.
      const { guests } = await made.coverage(true);
      expect(guests[0]!.findings).toEqual([]);
      expect(guests[0]!.crates.map(({ crate, state }) => `${crate} ${state}`)).toEqual(["sha2 accelerated"]);
    });

    it("so is one of what comes from a git repository", async () => {
      const made = machine();
      const plain = made.repository("plain", "v1", "sha2", "0.10.9");
      const git = made.repository("hashes", "sp1-6.0.0", "sha2", "0.10.9", patched);
      const text = manifest(
        "guest",
        "0.1.0",
        `[dependencies]\nsp1-zkvm = "6.2.4"\nsha2 = { git = "${plain}" }\n`,
      );
      made.guest(text, {
        repository: git,
        patches: [{ version: "0.10.9", tag: "sp1-6.0.0", from: plain }],
      });
      expect(await made.sha2()).toMatchObject({ state: "unpatched" });
      expect(await made.fix()).toBe("add-patch");
      expect(made.read("Cargo.toml")).toBe(
        `${text}\n[patch."${plain}"]\nsha2 = { git = "${git}", tag = "sp1-6.0.0" }\n`,
      );
      expect(await made.sha2()).toMatchObject({ state: "accelerated" });
    });

    it("of two copies of one version the right one is updated", async () => {
      const made = machine();
      const plain = made.repository("plain", "v1", "sha2", "0.10.9");
      const git = made.repository("hashes", "sp1-6.0.0", "sha2", "0.10.9", patched);
      const fork = `${dependencies}fork = { git = "${plain}", package = "sha2" }\n`;
      made.guest(manifest("guest", "0.1.0", fork), {
        repository: git,
        patches: [{ version: "0.10.9", tag: "sp1-6.0.0" }],
      });
      const copies = async (): Promise<string[]> =>
        (await made.coverage()).guests[0]!.crates.filter(({ crate }) => crate === "sha2")
          .map(({ source, state }) => `${source!.split(/[?#]/)[0]!} ${state}`)
          .sort();
      expect(await copies()).toEqual([
        `git+${plain} unknown`,
        "registry+https://github.com/rust-lang/crates.io-index unpatched",
      ]);
      expect((await made.coverage()).guests[0]!.crates.find(({ fix }) => fix !== null)!.fix!.then).toEqual([
        ["cargo", "update", "-p", "https://github.com/rust-lang/crates.io-index#sha2@0.10.9"],
      ]);
      expect(await made.fix()).toBe("add-patch");
      expect(await copies()).toEqual([`git+${git} accelerated`, `git+${plain} unknown`]);
    });

    it("a tag that is bumped takes the lock along", async () => {
      const made = machine();
      const git = made.repository("hashes", "sha2-sp1-4.0.0", "sha2", "0.10.9", patched);
      layOut(made.home, { "hashes/src/lib.rs": "// of the new SDK" });
      for (const args of [
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", "new"],
        ["tag", "sha2-sp1-6.0.0"],
      ])
        made.run(["git", ...args], "hashes");
      const text = manifest(
        "guest",
        "0.1.0",
        `${dependencies}[patch.crates-io]\nsha2 = { git = "${git}", tag = "sha2-sp1-4.0.0" } # hashes\n`,
      );
      made.guest(text, {
        repository: git,
        patches: [
          { version: "0.10.9", tag: "sha2-sp1-6.0.0", sdk: ">=6.0.0" },
          { version: "0.10.9", tag: "sha2-sp1-4.0.0", sdk: ">=4.0.0 <6.0.0" },
        ],
      });
      expect(await made.sha2()).toMatchObject({ state: "drifted" });
      expect(await made.fix()).toBe("bump-tag");
      expect(made.read("Cargo.toml")).toBe(text.replace("sp1-4.0.0", "sp1-6.0.0"));
      expect(await made.sha2()).toMatchObject({ state: "accelerated" });
    });

    it("a patch that is moved to the workspace root is read there", async () => {
      const made = machine();
      const git = made.repository("hashes", "sha2-sp1-6.0.0", "sha2", "0.10.9", patched);
      const member = `${manifest("guest", "0.1.0", dependencies)}[patch.crates-io]\nsha2 = { git = "${git}", tag = "sha2-sp1-6.0.0" }\n`;
      const root = '[workspace]\nmembers = ["program"]\nresolver = "2"\n';
      layOut(made.home, { "guest/program/Cargo.toml": member, "guest/program/src/main.rs": "fn main() {}" });
      made.guest(root, { repository: git, patches: [{ version: "0.10.9", tag: "sha2-sp1-6.0.0" }] });
      expect(await made.sha2()).toMatchObject({ state: "unused" });
      expect(await made.fix()).toBe("move-patch");
      expect(made.read("Cargo.toml")).toBe(
        `${root}\n[patch.crates-io]\nsha2 = { git = "${git}", tag = "sha2-sp1-6.0.0" }\n`,
      );
      expect(made.read("program/Cargo.toml")).not.toContain("git =");
      expect(await made.sha2()).toMatchObject({ state: "accelerated" });
    });
  },
);
