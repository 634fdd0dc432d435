import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { randomFrom } from "./bench";

/** A path-only workspace that cargo reads without a registry: crates in layers, a guest on top, and the lock cargo would write. Gives the lock's size in bytes. */
export function generateWorkspace(folder: string, crates: number, edges: number): number {
  const random = randomFrom(7);
  const name = (index: number): string => `layered-crate-number-${String(index).padStart(5, "0")}`;
  const entries: string[] = [];
  for (let index = 0; index < crates; index++) {
    const to = new Set<number>();
    for (let edge = 0; edge < edges && index + 1 < crates; edge++)
      to.add(index + 1 + (random() % Math.min(200, crates - index - 1)));
    const names = [...to].sort((a, b) => a - b).map(name);
    const own = index === 0 ? "guest" : name(index);
    // The guest's SDK is a path crate like all others: the last one.
    if (index === 0) names.push("sp1-zkvm");
    const at = path.join(folder, index === 0 ? "guest" : `crates/${own}`);
    mkdirSync(path.join(at, "src"), { recursive: true });
    writeFileSync(path.join(at, "src/lib.rs"), "");
    writeFileSync(
      path.join(at, "Cargo.toml"),
      `[package]\nname = "${own}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n` +
        names.map((to) => `${to} = { path = "${index === 0 ? "../crates" : ".."}/${to}" }\n`).join(""),
    );
    entries.push(entry(own, names));
  }
  const sdk = path.join(folder, "crates/sp1-zkvm");
  mkdirSync(path.join(sdk, "src"), { recursive: true });
  writeFileSync(path.join(sdk, "src/lib.rs"), "");
  writeFileSync(
    path.join(sdk, "Cargo.toml"),
    '[package]\nname = "sp1-zkvm"\nversion = "5.0.0"\nedition = "2021"\n',
  );
  entries.push(entry("sp1-zkvm", [], "5.0.0"));
  writeFileSync(
    path.join(folder, "Cargo.toml"),
    '[workspace]\nmembers = ["guest", "crates/*"]\nresolver = "2"\n',
  );
  const lock = `version = 4\n\n${entries.join("\n")}`;
  writeFileSync(path.join(folder, "Cargo.lock"), lock);
  return lock.length;
}

/** Lock text of n registry packages, each with two dependencies. */
export function generateLock(count: number): string {
  const entries = ['[[package]]\nname = "guest"\nversion = "0.1.0"\ndependencies = [\n "crate-0",\n]\n'];
  for (let index = 0; index < count; index++)
    entries.push(
      `[[package]]\nname = "crate-${index}"\nversion = "1.0.${index % 50}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${"0123456789abcdef".repeat(4)}"\n` +
        `dependencies = [\n "crate-${(index + 1) % count}",\n "crate-${(index * 7 + 3) % count}",\n]\n`,
    );
  return `version = 4\n\n${entries.join("\n")}`;
}

function entry(name: string, dependencies: readonly string[], version = "0.1.0"): string {
  const list =
    dependencies.length === 0 ? "" : `dependencies = [\n${dependencies.map((d) => ` "${d}",\n`).join("")}]\n`;
  return `[[package]]\nname = "${name}"\nversion = "${version}"\n${list}`;
}
