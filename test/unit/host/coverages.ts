import type {
  Backend,
  CoverageState,
  CrateCoverage,
  GuestCoverage,
  Operation,
} from "../../../src/core/coverage/types";
import type { FolderCoverage } from "../../../src/protocol/coverage";

const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 14 } };

/**
 * An answer of the server from a picture: guests in the first line, then an operation a line.
 *
 *     .        app/sp1                 app2/zisk
 *     sha256   unpatched:sha2@0.10.8   accelerated:sha2@0.10.9
 */
export function coverageOfPicture(picture: string, more: Partial<CrateCoverage> = {}): FolderCoverage {
  const [head, ...lines] = picture
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const names = head!.slice(1).map((text) => text.split("/") as [string, Backend]);
  const cells = lines.map(([operation, ...states]) => ({
    operation: operation as Operation,
    states: states.map((text) => {
      const [state, crate] = text.split(":");
      const [name, version] = (crate ?? "").split("@");
      return { state: state as CoverageState, crate: name || null, version: version ?? null };
    }),
  }));
  const guests = names.map(([name, backend], at): GuestCoverage => ({
    manifest: `${name}/Cargo.toml`,
    name,
    backend,
    sdk: { name: `${backend}-sdk`, version: "5.0.0" },
    findings: [],
    crates: cells.flatMap(({ operation, states }) => {
      const { state, crate, version } = states[at]!;
      return crate === null ? [] : [crateOf(name, operation, state, crate, version, more)];
    }),
  }));
  return {
    folder: "/home/dev/ws",
    coverage: {
      schema: "cyclelens.coverage/1",
      guests,
      matrix: cells.map(({ operation, states }) => ({
        operation,
        native: `${operation} libraries`,
        cells: states.map((cell, at) => ({
          ...cell,
          guest: guests[at]!.manifest,
          backend: names[at]![1],
          note: cell.crate === null ? null : `${cell.crate} is ${cell.state}`,
        })),
      })),
      coverage: guests.map(({ manifest, crates }) => ({
        guest: manifest,
        accelerated: crates.filter(({ state }) => state === "accelerated").length,
        applicable: crates.filter(({ state }) => state !== "absent" && state !== "unavailable").length,
        unknown: crates.filter(({ state }) => state === "unknown").length,
      })),
      warnings: [],
    },
  };
}

function crateOf(
  guest: string,
  operation: Operation,
  state: CoverageState,
  crate: string,
  version: string | null,
  more: Partial<CrateCoverage>,
): CrateCoverage {
  const place = { file: `/home/dev/ws/${guest}/Cargo.toml`, range };
  return {
    operation,
    crate,
    version,
    source: "registry+https://github.com/rust-lang/crates.io-index",
    state,
    reason: `${crate} ${version} is ${state}`,
    path: [guest, "revm", crate],
    fix:
      state === "unpatched"
        ? {
            kind: "add-patch",
            title: `Add the patch for ${crate}`,
            edits: [{ ...place, newText: "x" }],
            then: [["cargo", "update", "-p", crate]],
          }
        : null,
    place,
    related: { file: "/home/dev/ws/Cargo.lock", range },
    ...more,
  };
}
