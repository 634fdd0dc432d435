import path from "node:path";
import { describe, expect, it } from "vitest";
import { findGuests } from "../../../src/toolchains/guests";
import { readManifest } from "../../../src/toolchains/manifest";
import { tempFolder } from "../tempFolder";

const guest = (name: string, ziskos = '"=1.4.0-alpha"', more = "") =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\n${more}\n[dependencies]\nziskos = ${ziskos}\n`;
const entry = "#![no_main]\nziskos::entrypoint!(run);\nfn run() {}\n";

async function found(files: Record<string, string>): Promise<string[]> {
  const folder = tempFolder(files);
  return (await findGuests([folder])).map((g) =>
    [
      path.relative(folder, g.manifestPath),
      g.bin,
      path.relative(folder, g.root) || ".",
      g.sdkVersion,
      g.entry && `${path.relative(folder, g.entry.file)}:${g.entry.line}`,
    ].join(" "),
  );
}

describe("guests of a workspace", () => {
  it("finds a single package", async () => {
    expect(await found({ "Cargo.toml": guest("g"), "src/main.rs": entry })).toEqual([
      "Cargo.toml g . 1.4.0-alpha src/main.rs:1",
    ]);
  });

  it("finds the members of a workspace by their own manifests, and the root with the lock", async () => {
    const files = {
      "Cargo.toml": '[workspace]\nmembers = ["guest", "host"]\n[workspace.dependencies]\nziskos = "0.17"\n',
      "Cargo.lock": '[[package]]\nname = "ziskos"\nversion = "0.17.3"\n',
      "guest/Cargo.toml": guest("g", "{ workspace = true }"),
      "guest/src/main.rs": "fn helper() {}\nfn main() {}\n",
      "host/Cargo.toml": '[package]\nname = "host"\n[dependencies]\nserde = "1"\n',
      "host/src/main.rs": "fn main() {}\n",
    };
    expect(await found(files)).toEqual(["guest/Cargo.toml g . 0.17.3 guest/src/main.rs:1"]);
  });

  it("tells SP1 guests from ZisK ones; a package for both is a guest of each", async () => {
    const folder = tempFolder({
      "sp1/Cargo.toml": '[package]\nname = "s"\n[dependencies]\nsp1-zkvm = "=6.2.0"\n',
      "sp1/src/main.rs": "#![no_main]\nsp1_zkvm::entrypoint!(main);\npub fn main() {}\n",
      "both/Cargo.toml": guest("b", undefined, "") + 'sp1-zkvm = { version = "5", optional = true }\n',
      "both/src/main.rs": entry,
    });
    const rows = (await findGuests([folder])).map(
      (g) => `${g.name} ${g.machine} ${g.sdkVersion} ${g.entry?.line}`,
    );
    expect(rows).toEqual(["b zisk 1.4.0-alpha 1", "b sp1 5 1", "s sp1 6.2.0 1"]);
  });

  it("finds every bin by cargo's rules", async () => {
    const files = {
      "Cargo.toml":
        guest("g", '{ git = "https://example.org/zisk", tag = "v0.16.1" }') +
        '[[bin]]\nname = "named"\npath = "src/odd.rs"\n',
      "src/main.rs": entry,
      "src/odd.rs": entry,
      "src/bin/a.rs": entry,
      "src/bin/b/main.rs": entry,
    };
    expect((await found(files)).map((row) => row.split(" ")[1])).toEqual(["a", "b", "g", "named"]);
    expect(await found({ ...files, "Cargo.toml": guest("g", '"1"', "autobins = false") })).toEqual([]);
  });

  it("takes a renamed and a target's dependency, not a dev one", async () => {
    const pack = '[package]\nname = "g"\n';
    const main = { "src/main.rs": entry };
    expect(
      await found({
        ...main,
        "Cargo.toml": `${pack}[dependencies]\nz = { package = "ziskos", version = "1" }\n`,
      }),
    ).toHaveLength(1);
    expect(
      await found({ ...main, "Cargo.toml": `${pack}[target.'cfg(a)'.dependencies]\nziskos = "1"\n` }),
    ).toHaveLength(1);
    expect(await found({ ...main, "Cargo.toml": `${pack}[dev-dependencies]\nziskos = "1"\n` })).toEqual([]);
  });

  it("passes over what is broken, built or vendored", async () => {
    const files = {
      "broken/Cargo.toml": "[package\nname = ",
      "types/Cargo.toml": '[package]\nname = 3\n[dependencies]\nziskos = "1"\n',
      "target/x/Cargo.toml": guest("t"),
      "target/x/src/main.rs": entry,
      "vendor/x/Cargo.toml": guest("v"),
      "vendor/x/src/main.rs": entry,
      "library/Cargo.toml": guest("l"),
      "library/src/lib.rs": "",
    };
    expect(await found(files)).toEqual([]);
  });

  it("survives a hostile manifest", () => {
    expect(readManifest(`a = ${"[".repeat(200_000)}`)).toBeNull();
    expect(readManifest('[[bin]]\nname = "../../x"\n')?.bins).toEqual([]);
  });
});
