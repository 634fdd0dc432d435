import { resolveGuests } from "../../../src/core/coverage/resolve";
import type { ResolvedGuest } from "../../../src/core/coverage/resolved";

export const io = "registry+https://github.com/rust-lang/crates.io-index";

/** A lock from lines `sha2 0.10.9 git+https://… → digest`: name, version, source (`io` for crates.io, none for a path), dependencies. */
export function lockOf(...lines: readonly string[]): string {
  const entries = lines.map((line) => {
    const [left, right] = line.split("→").map((part) => part.trim());
    const [name, version, source] = left!.split(/\s+/);
    const dependencies = (right ?? "").split(/,\s*/).filter((part) => part !== "");
    return [
      "[[package]]",
      `name = "${name}"`,
      `version = "${version}"`,
      ...(source === undefined ? [] : [`source = "${source === "io" ? io : source}"`]),
      ...(dependencies.length === 0 ? [] : ["dependencies = [", ...dependencies.map((d) => ` "${d}",`), "]"]),
      "",
    ].join("\n");
  });
  return `version = 4\n\n${entries.join("\n")}`;
}

export function resolve(files: Readonly<Record<string, string>>): readonly ResolvedGuest[] {
  return resolveGuests({ files: new Map(Object.entries(files)) }).guests;
}

/** `guest/Cargo.toml sp1 direct` a guest. */
export function guestsOf(files: Readonly<Record<string, string>>): string[] {
  return resolve(files).map((guest) => `${guest.manifest} ${guest.backend} ${guest.evidence}`);
}
