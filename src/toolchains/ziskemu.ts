import { atLeast, type Version } from "./version";

export type RunMode = "quick" | "full";

/** Where the files of a ziskemu run stand inside the run folder. */
export const ziskemuFiles = {
  stats: "stats.csv",
  calls: "ziskemu-profile.json.gz",
  disasm: "disasm.txt",
  output: "output.bin",
  input: "input.bin",
} as const;

export interface ZiskemuPlan {
  readonly program: string;
  readonly version: Version | null;
  readonly elf: string;
  readonly mode: RunMode;
  /** The run folder, absolute; the tool writes its files into it. */
  readonly folder: string;
  /** The folder joined with a file name; the platform's `path.join`. */
  readonly join: (folder: string, name: string) => string;
  readonly input: ZiskemuInput | null;
  readonly maxSteps?: number;
  readonly mainName?: string;
  readonly extraArguments?: readonly string[];
}

export interface ZiskemuInput {
  readonly file: string;
  /** True where the file carries no framing and the emulator has to add it (one record). */
  readonly unframed: boolean;
}

/** The argv of one profiled run, flags by version (zisk-formats §1.1, §1.2; cost-model §8). Pure. */
export function ziskemuArgv(plan: ZiskemuPlan): string[] {
  const { version, folder, join } = plan;
  const argv = [plan.program, "-e", plan.elf, ...inputFlags(plan.input, version)];
  if (!atLeast(version, 0, 13)) argv.push("-x");
  else argv.push("-X", ...(plan.mode === "full" ? fullFlags(version, folder, join) : []));
  argv.push("-o", join(folder, ziskemuFiles.output));
  if (plan.maxSteps !== undefined) argv.push("-n", String(plan.maxSteps));
  if (plan.mainName !== undefined && atLeast(version, 0, 15)) argv.push("-M", plan.mainName);
  argv.push(...(plan.extraArguments ?? []));
  return argv;
}

function fullFlags(version: Version | null, folder: string, join: ZiskemuPlan["join"]): string[] {
  const flags = ["-S", "-D", "-T", "100000", "-C", "1000"];
  if (atLeast(version, 0, 17)) flags.push("--no-compact-names");
  if (atLeast(version, 1, 1)) flags.push("--save-stats", join(folder, ziskemuFiles.stats));
  if (atLeast(version, 0, 17)) flags.push("--profiler-output", join(folder, ziskemuFiles.calls));
  if (atLeast(version, 0, 16)) flags.push("--disasm", join(folder, ziskemuFiles.disasm));
  return flags;
}

function inputFlags(input: ZiskemuInput | null, version: Version | null): string[] {
  if (input === null) return [];
  // Up to 0.15 the emulator framed what `-i` named by itself (zisk-formats §5.2).
  const flag = input.unframed && atLeast(version, 0, 16) ? "--legacy-inputs" : "-i";
  return [flag, input.file];
}

/** Bytes of memory that the emulator wants before the guest's first step (zisk-formats §1.3, cost-model §10). */
export function ziskemuMemoryNeed(version: Version | null): number {
  if (atLeast(version, 1, 4)) return 64 * 2 ** 20;
  return atLeast(version, 0, 14) ? 6.5 * 2 ** 30 : 5.7 * 2 ** 30;
}

/** The one command that installs the emulator. */
export const installZiskemu = "cargo install ziskemu --version 1.4.0-alpha --locked";

/** Native packages (Debian names) that the emulator's build wants (cost-model §10). */
export const ziskemuNativePackages = [
  "build-essential",
  "clang",
  "libclang-dev",
  "cmake",
  "nasm",
  "pkg-config",
  "libgmp-dev",
  "libsodium-dev",
  "libssl-dev",
  "libomp-dev",
  "libopenmpi-dev",
  "nlohmann-json3-dev",
  "protobuf-compiler",
] as const;
