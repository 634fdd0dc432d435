import { copyFile, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { env, l10n, Uri, window, workspace } from "vscode";
import { askTool } from "../../toolchains/askTool";
import { findTool } from "../../toolchains/findTool";
import { builtExecutable } from "../../toolchains/cargoArtifact";
import { buildTargetArgs, type HostTarget } from "../../toolchains/hostTargets";
import { proverArgv, proverBuildEnv, proverTools, type ProverToolId } from "../../toolchains/proverTools";
import { parseVersion } from "../../toolchains/version";
import { CycleLensError } from "../../core/errors";
import { ActionableError } from "../failure";
import type { MachineRun, RunEnd } from "../run/machineRun";
import type { ProverRequest } from "../run/memory";
import { buildFailure, runBuild } from "../run/runBuild";
import type { RunFlow } from "../run/runFlowParts";
import { showTerminal } from "../run/runTask";
import { askCargo } from "./askCargo";

/** A program of the host, built and run under a profiler; what that writes is the profile. */
export function proverRun(
  { services, problems }: RunFlow,
  cargo: string,
  target: HostTarget,
  request: ProverRequest,
): MachineRun {
  const { tool, features } = request;
  const cwd = path.dirname(target.manifestPath);
  const root = workspace.getWorkspaceFolder(Uri.file(target.manifestPath))?.uri.fsPath ?? cwd;
  const label = target.name;
  let program: string | null = null;
  let version: string | null = null;
  return {
    subject: { name: label, guest: null, elf: null, root },
    request: { kind: "prover", prover: request },
    firstStep: l10n.t("looking for {0}", tool),
    check: async () => {
      program = await requireTool(tool);
      version =
        program === null ? null : (parseVersion((await askTool(program, ["--version"])) ?? "")?.text ?? null);
    },
    prepare: async ({ started, says }) => {
      says(l10n.t("building {0}", label));
      const buildEnv = { ...proverBuildEnv };
      const step = { argv: [cargo, ...buildTargetArgs(target, features, "human")], cwd, env: buildEnv };
      const built = await runBuild(services, problems, { label, step, root }, started);
      if (built.exitCode !== 0) throw buildFailure(services, problems, label, built);
      // Everything is built: cargo only says where.
      const messages = await askCargo(cargo, buildTargetArgs(target, features, "json"), buildEnv);
      const executable = builtExecutable(messages, target);
      if (executable === null)
        throw new CycleLensError(
          "not-found",
          l10n.t("cargo built {0} and named no program", label),
          l10n.t("choose a binary, an example or a bench with a main of its own (harness = false)"),
        );
      const { artefact } = proverTools[tool];
      const before = await stampOf(path.join(cwd, artefact));
      const argv = (folder: string) =>
        proverArgv({
          tool,
          toolProgram: program,
          executable,
          arguments: request.arguments,
          artefact: path.join(folder, artefact),
        });
      return {
        tool: program === null ? label : tool,
        draft: {
          schema: "cyclelens.run/1",
          guest: { name: label, bin: label, manifestPath: target.manifestPath, elf: executable },
          machine: "host",
          mode: "full",
          argv: argv("."),
          engine: { name: tool, version },
          input: null,
          startedAt: new Date().toISOString(),
        },
        step: async (folder) => ({ argv: argv(folder), cwd, env: {} }),
        explain: (end) => takeArtefact(end, { tool, label, cwd, before }),
      };
    },
  };
}

/** The tool's program; null for one that is built in. Throws with how it is installed: nothing is by itself. */
async function requireTool(tool: ProverToolId): Promise<string | null> {
  const { program, install } = proverTools[tool];
  if (program === null) return null;
  const found = await findTool(program);
  if (found === null) {
    const command = (install ?? []).join(" ");
    throw new ActionableError(
      "not-found",
      l10n.t("{0} is not installed", program),
      l10n.t("run: {0}", command),
      [{ title: l10n.t("Copy Install Command"), run: () => env.clipboard.writeText(command) }],
    );
  }
  if (tool !== "hyperfine") await requirePerfEvents(program);
  return found.program;
}

/** Linux hands out samples of the processor only below a certain level, which only root can change. */
async function requirePerfEvents(program: string): Promise<void> {
  const file = "/proc/sys/kernel/perf_event_paranoid";
  const level = Number(await readFile(file, "utf8").catch(() => "0"));
  if (!(level > 1)) return;
  const command = "sudo sysctl kernel.perf_event_paranoid=1";
  throw new ActionableError(
    "tool-failed",
    l10n.t(
      "this system lets no program sample another one (perf_event_paranoid is {0}), so {1} cannot record",
      level,
      program,
    ),
    l10n.t("somebody with the right to do so can allow it until the next start: {0}", command),
    [{ title: l10n.t("Copy Command"), run: () => env.clipboard.writeText(command) }],
  );
}

/** How a package gets dhat, for one that has no such feature. */
export function noDhat({ package: name, manifestPath }: HostTarget): ActionableError {
  const snippet = [
    "# Cargo.toml",
    "[features]",
    'dhat-heap = ["dep:dhat"]',
    "[dependencies]",
    'dhat = { version = "0.3", optional = true }',
    "",
    "// main.rs",
    '#[cfg(feature = "dhat-heap")]',
    "#[global_allocator]",
    "static ALLOC: dhat::Alloc = dhat::Alloc;",
    "",
    "fn main() {",
    '    #[cfg(feature = "dhat-heap")]',
    "    let _profiler = dhat::Profiler::new_heap();",
    "    // …",
    "}",
    "",
  ].join("\n");
  return new ActionableError(
    "not-found",
    l10n.t("no feature of {0} switches dhat on", name),
    l10n.t("dhat replaces the allocator of the program: add it behind a feature"),
    [
      { title: l10n.t("Copy Snippet"), run: () => env.clipboard.writeText(snippet) },
      { title: l10n.t("Open Cargo.toml"), run: () => window.showTextDocument(Uri.file(manifestPath)) },
    ],
  );
}

/** Tells a file that was written again from what stood there before; null where there is none. */
async function stampOf(file: string): Promise<string | null> {
  const info = await stat(file, { bigint: true }).catch(() => null);
  return info && `${info.ino} ${info.mtimeNs} ${info.size}`;
}

/** Takes what the tool wrote into the run folder; an error where it wrote nothing. */
async function takeArtefact(
  { folder, exitCode, terminal }: RunEnd,
  of: {
    readonly tool: ProverToolId;
    readonly label: string;
    readonly cwd: string;
    /** Stamp of what an earlier run left where dhat writes. */
    readonly before: string | null;
  },
): Promise<Error | null> {
  const { artefact } = proverTools[of.tool];
  const kept = path.join(folder, artefact);
  if (of.tool === "dhat") {
    // dhat writes into the folder that the program runs in.
    const written = path.join(of.cwd, artefact);
    const stamp = await stampOf(written);
    if (stamp !== null && stamp !== of.before) await copyFile(written, kept);
  }
  const info = await stat(kept).catch(() => null);
  if (info && info.size > 0) return null;
  const action = { title: l10n.t("Show Terminal"), run: () => showTerminal(terminal) };
  if (exitCode !== 0)
    return new ActionableError(
      "tool-failed",
      l10n.t("{0} failed (exit code {1}) and left no {2}", of.label, exitCode, artefact),
      l10n.t("what it says is in the terminal"),
      [action],
    );
  return new ActionableError(
    "not-found",
    l10n.t("{0} ended well, but left no {1}", of.label, artefact),
    of.tool === "dhat"
      ? l10n.t("hold a dhat::Profiler in main until its end; std::process::exit drops nothing")
      : l10n.t("what it says is in the terminal"),
    [action],
  );
}
