import { atLeast, type Version } from "./version";

/** What a guest build may be told; all of it reaches cargo by argv. */
export interface BuildOptions {
  readonly features?: readonly string[];
}

/**
 * `cargo-zisk build --release …`, to be started in the package's folder: the command knows neither
 * `--manifest-path` nor `--bin`, it builds all bins of the package.
 */
export function cargoZiskBuild(program: string, options: BuildOptions = {}): string[] {
  const argv = [program, "build", "--release"];
  if (options.features !== undefined && options.features.length > 0)
    argv.push("--features", options.features.join(","));
  return argv;
}

/** The set-up once per ELF; its name moved twice (zisk-formats §6). */
export function cargoZiskSetup(program: string, version: Version | null, elf: string): string[] {
  const words = atLeast(version, 1, 0)
    ? ["embedded", "setup"]
    : atLeast(version, 0, 17)
      ? ["program-setup"]
      : ["rom-setup"];
  return [program, ...words, "-e", elf];
}

/**
 * Line tables for every profiled build, without an edit of the manifest. What the manifest says
 * itself (`debug = 1`) is overridden by this for the release profile only.
 */
export const profileBuildEnv = { CARGO_PROFILE_RELEASE_DEBUG: "line-tables-only" } as const;

/** Where a release ELF may stand below the workspace root, newest layout first (zisk-formats §6). */
export function elfCandidates(version: Version | null, bin: string): string[] {
  const layouts = [
    { since: [0, 17], folder: "target/elf/riscv64ima-zisk-zkvm-elf/release" },
    { since: [0, 8], folder: "target/riscv64ima-zisk-zkvm-elf/release" },
    { since: [0, 0], folder: "target/riscv64ima-polygon-ziskos-elf/release" },
  ] as const;
  const first = layouts.findIndex(({ since }) => atLeast(version, since[0], since[1]));
  const ordered = [...layouts.slice(first), ...layouts.slice(0, first)];
  return ordered.map(({ folder }) => `${folder}/${bin}`);
}
