import { askTool } from "./askTool";
import { sp1Rows } from "./doctorSp1";
import { findTool, type SearchPlaces } from "./findTool";
import { availableMemory, gigabytes, locateTool } from "./locate";
import { atLeast, parseVersion } from "./version";
import { installZiskemu, ziskemuMemoryNeed, ziskemuNativePackages } from "./ziskemu";

/** One row of the table: a tool, what of it is here, and the one thing to do where it is missing. */
export interface DoctorRow {
  readonly tool: string;
  readonly state: "ok" | "missing" | "problem";
  readonly version: string | null;
  readonly path: string | null;
  /** What it is wanted for. */
  readonly for: string;
  /** An imperative sentence; null where nothing is to be done. */
  readonly fix: string | null;
  /** False where nothing of ours needs it. */
  readonly required: boolean;
}

export interface DoctorOptions {
  readonly ziskemu?: SearchPlaces;
  readonly cargoZisk?: SearchPlaces;
}

/** Looks at what is installed. Starts nothing but `--version` and `rustup toolchain list`. */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorRow[]> {
  const rows = await Promise.all([
    nodeRow(),
    toolRow("cargo", "building guests", "install Rust: https://rustup.rs", true),
    toolchainsRow(),
    toolRow(
      "cargo-zisk",
      "building ZisK guests (or set a build command of your own)",
      "install the ZisK tools with ziskup, see https://0xpolygonhermez.github.io/zisk/",
      false,
      options.cargoZisk,
    ),
    ziskemuRow(options.ziskemu),
    memoryRow(options.ziskemu),
  ]);
  return [...rows, ...(await sp1Rows())];
}

function nodeRow(): DoctorRow {
  const version = parseVersion(process.version);
  const ok = atLeast(version, 20, 0);
  return {
    tool: "node",
    state: ok ? "ok" : "problem",
    version: version?.text ?? null,
    path: process.execPath,
    for: "CycleLens itself",
    fix: ok ? null : "install Node 20 or newer: https://nodejs.org",
    required: true,
  };
}

async function toolRow(
  tool: string,
  purpose: string,
  fix: string,
  required: boolean,
  places?: SearchPlaces,
): Promise<DoctorRow> {
  const found = await locateTool(tool, places);
  if (found === null)
    return { tool, state: "missing", version: null, path: null, for: purpose, fix, required };
  return {
    tool,
    state: "ok",
    version: found.version?.text ?? null,
    path: found.program,
    for: purpose,
    fix: null,
    required,
  };
}

async function toolchainsRow(): Promise<DoctorRow> {
  const row = {
    tool: "rustup toolchains",
    for: "the zisk toolchain that cargo-zisk builds with",
    required: false,
  };
  const rustup = await findTool("rustup");
  const list = rustup === null ? null : await askTool(rustup.program, ["toolchain", "list"]);
  if (rustup === null || list === null)
    return { ...row, state: "missing", version: null, path: null, fix: "install rustup: https://rustup.rs" };
  const names = list
    .split("\n")
    .map((line) => line.split(" ")[0]?.trim() ?? "")
    .filter((name) => name !== "");
  const hasZisk = names.some((name) => name === "zisk" || name.startsWith("zisk-"));
  return {
    ...row,
    state: hasZisk ? "ok" : "missing",
    version: names.join(", ") || null,
    path: rustup.program,
    fix: hasZisk
      ? null
      : "run: cargo-zisk toolchain install (up to 0.16.1: cargo-zisk sdk install-toolchain)",
  };
}

async function ziskemuRow(places?: SearchPlaces): Promise<DoctorRow> {
  const packages = `its build wants, by Debian's names: ${ziskemuNativePackages.join(" ")}`;
  const fix = `run: ${installZiskemu} (about 9 minutes; ${packages})`;
  const purpose = "running ZisK guests in ZisK's own emulator (without it they run in the embedded engine)";
  const row = await toolRow("ziskemu", purpose, fix, false, places);
  if (row.state === "missing" && places?.setting)
    return {
      ...row,
      state: "problem",
      path: places.setting,
      fix: "correct the path to ziskemu in the settings",
    };
  if (row.state === "ok" && row.version === null)
    return { ...row, state: "problem", fix: `it does not answer --version; run: ${installZiskemu} --force` };
  return row;
}

async function memoryRow(places?: SearchPlaces): Promise<DoctorRow> {
  const tool = await locateTool("ziskemu", places);
  const need = ziskemuMemoryNeed(tool?.version ?? null);
  const free = availableMemory();
  const ok = free >= need;
  return {
    tool: "memory",
    state: ok ? "ok" : "problem",
    version: `${gigabytes(free)} free`,
    path: null,
    for: `starting ziskemu (${gigabytes(need)} for this version)`,
    fix: ok ? null : "close other programs, or use ziskemu 1.4.0-alpha, which starts in 64 MB",
    required: false,
  };
}
