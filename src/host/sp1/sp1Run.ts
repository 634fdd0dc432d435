import { open } from "node:fs/promises";
import path from "node:path";
import { l10n, Uri } from "vscode";
import { CycleLensError } from "../../core/errors";
import { listRuns, type Guest } from "../../protocol/requests";
import { runFiles } from "../../runs/files";
import { askTool } from "../../toolchains/askTool";
import { findTool } from "../../toolchains/findTool";
import { checkSp1Host } from "../../toolchains/sp1Check";
import { sp1BuildCommand, sp1HostCommand } from "../../toolchains/sp1Command";
import { sp1Failure as diagnose } from "../../toolchains/sp1Failure";
import { sp1Files } from "../../toolchains/sp1Files";
import { chooseSampleRate } from "../../toolchains/sp1SampleRate";
import { inspectTrace } from "../../toolchains/sp1Trace";
import type { Sp1HostPlan, Sp1Problem, Sp1TraceState } from "../../toolchains/sp1Types";
import { parseVersion, type Version } from "../../toolchains/version";
import { failureText } from "../failure";
import type { BuildWatch, MachineRun, ReadyRun, RunEnd } from "../run/machineRun";
import { buildFailure, runBuild } from "../run/runBuild";
import { inputWords, onlyFile, type GuestInput } from "../run/guestInput";
import type { RunFlow } from "../run/runFlowParts";
import { guestSubject } from "../run/subject";
import { sp1Record } from "../run/sp1Stdin";
import { trustedSetting } from "../settings";
import type { ChosenHost } from "./chooseHost";
import { builtSp1Elf, guestBuildStep } from "./guestElf";
import { actionsOf, sp1Failure } from "./problem";

/** As much of the host's words as a diagnosis reads, from either end. */
const maxLogBytes = 2 * 2 ** 20;

/** A traced run of an SP1 guest in the user's own host, or in a trace host of ours. */
export function sp1Run(flow: RunFlow, guest: Guest, chosen: ChosenHost, input: GuestInput): MachineRun {
  const subject = guestSubject(guest);
  const { manifestPath, bin } = guest;
  let cargo: string;
  return {
    subject,
    request: { kind: "sp1", manifestPath, bin, input },
    firstStep: l10n.t("looking for cargo"),
    check: async () => {
      cargo = await checkedCargo(guest, chosen);
    },
    prepare: (watch) => prepare(flow, { guest, chosen, cargo, input, label: subject.name }, watch),
  };
}

interface Sp1Job {
  readonly guest: Guest;
  readonly chosen: ChosenHost;
  readonly cargo: string;
  readonly input: GuestInput;
  readonly label: string;
}

/** The program of cargo, once everything that can be known beforehand is in order. */
async function checkedCargo(guest: Guest, { host, bin, features }: ChosenHost): Promise<string> {
  const [cargo, protoc] = await Promise.all([findTool("cargo"), findTool("protoc")]);
  const versionOf = async (program: string, cwd?: string): Promise<Version | null> =>
    parseVersion((await askTool(program, ["--version"], cwd)) ?? "");
  const [first] = checkSp1Host(
    host,
    { bin, features, guestVersion: guest.sdkVersion === null ? null : parseVersion(guest.sdkVersion) },
    {
      // In the host's folder: a toolchain file there decides which cargo answers.
      ...(cargo === null ? { cargo: null } : await known("cargo", versionOf(cargo.program, host.root))),
      ...(protoc === null && process.env["PROTOC"] === undefined ? { protoc: null } : {}),
    },
  );
  if (first?.severity === "error") throw sp1Failure(first, { guest, features });
  return cargo!.program;
}

/** Nothing at all where the tool does not say: unknown is not missing. */
async function known<K extends string>(
  key: K,
  version: Promise<Version | null>,
): Promise<{ [P in K]?: Version }> {
  const found = await version;
  return found === null ? {} : ({ [key]: found } as { [P in K]?: Version });
}

async function prepare(flow: RunFlow, job: Sp1Job, watch: BuildWatch): Promise<ReadyRun> {
  const { services, problems } = flow;
  const { guest, chosen, cargo, input, label } = job;
  const { host, bin, features } = chosen;
  const scope = Uri.file(guest.manifestPath);
  // 1. The guest, where no build script of the host does it.
  const guestStep = await guestBuildStep(guest, host, cargo, trustedSetting("sp1.buildCommand", scope));
  if (guestStep !== null) {
    watch.says(l10n.t("building {0}", label));
    const built = await runBuild(
      services,
      problems,
      { label, step: guestStep, root: guest.root },
      watch.started,
    );
    if (built.exitCode !== 0)
      throw buildProblem(built.printed, built) ?? buildFailure(services, problems, label, built);
  }
  // 2. The host; the run after it finds nothing to do.
  const folderOf = trustedSetting("sp1.workingDirectory", scope);
  const rate = await sampleRate(flow, guest);
  const plan = (folder: string | null, elf: string | null): Sp1HostPlan => ({
    cargo,
    host,
    bin,
    features,
    arguments: chosen.arguments ?? traceHostArguments(input),
    values: {
      elf,
      input: onlyFile(input),
      report: folder && path.join(folder, sp1Files.report),
      output: folder && path.join(folder, sp1Files.output),
      folder,
    },
    traceFile: folder && path.join(folder, sp1Files.trace),
    sampleRate: rate,
    ...(folderOf === "" ? {} : { cwd: path.resolve(host.root, folderOf) }),
    env: trustedSetting("sp1.env", scope),
  });
  watch.says(l10n.t("building {0}", host.name));
  const buildCommand = sp1BuildCommand(plan(null, null), process.env);
  const built = await runBuild(
    services,
    problems,
    { label: host.name, step: buildCommand, root: host.root },
    watch.started,
  );
  if (built.exitCode !== 0)
    throw buildProblem(built.printed, built) ?? buildFailure(services, problems, host.name, built);
  // 3. What it runs.
  const elf = await builtSp1Elf(guest, host, trustedSetting("sp1.elf", scope));
  if (elf === null && chosen.arguments === null)
    throw sp1Failure({
      kind: "elf-missing",
      severity: "error",
      message: l10n.t("the guest {0} is not built: no ELF below {1}", label, path.join(guest.root, "target")),
      hint: l10n.t("build it with cargo prove build, or set the command or the ELF in the settings"),
    });
  const draftPlan = plan("{folder}", elf);
  const command = sp1HostCommand(draftPlan, process.env);
  return {
    tool: host.name,
    draft: {
      schema: "cyclelens.run/1",
      guest: { name: guest.name, bin: guest.bin, manifestPath: guest.manifestPath, elf: elf ?? "" },
      machine: "sp1",
      mode: "full",
      argv: command.argv,
      engine: { name: host.via, version: host.version?.text ?? null },
      input: await sp1Record(input),
      startedAt: new Date().toISOString(),
    },
    step: async (folder) => sp1HostCommand(plan(folder, elf), process.env),
    explain: async (end) => {
      const { state, problems: found } = await evidence(end, chosen, rate);
      const [first] = found;
      // What was traced is shown, whatever the end; only without a trace is there nothing to show.
      return state.kind === "whole" || first?.severity !== "error"
        ? null
        : sp1Failure(first, { guest, features, terminal: end.terminal });
    },
    note: async (end) => {
      const { problems: found } = await evidence(end, chosen, rate);
      // How the guest ended is the outcome, said with it.
      const first = found.find(({ kind }) => !kind.startsWith("guest-") && kind !== "host-failed");
      return first === undefined
        ? null
        : {
            text: failureText(new CycleLensError("tool-failed", first.message, first.hint)),
            actions: actionsOf(first, { terminal: end.terminal }),
          };
    },
  };

  function buildProblem(
    printed: string,
    { terminal, exitCode }: { terminal: string; exitCode: number },
  ): Error | null {
    const found = diagnose({ exitCode, signal: null, stdout: "", stderr: printed, trace: null, host });
    const first = found.find(({ kind }) => kind !== "host-failed");
    return first ? sp1Failure(first, { terminal }) : null;
  }
}

/** What our own trace host takes: the guest, its buffers, and where its report goes. */
function traceHostArguments(input: GuestInput): readonly string[] {
  return [
    "{elf}",
    ...(onlyFile(input) === null ? inputWords(input) : ["--input", "{input}"]),
    "--report-json",
    "{report}",
    "--public-values",
    "{output}",
  ];
}

/** As the setting says; `auto`: by the budget and the cycles of the last run. */
async function sampleRate({ services }: RunFlow, guest: Guest): Promise<number> {
  const scope = Uri.file(guest.manifestPath);
  const wanted = trustedSetting("sp1.sampleRate", scope);
  if (wanted !== "auto") return wanted;
  const budget = trustedSetting("sp1.traceBudgetMb", scope) * 2 ** 20;
  const runs = await services.profiles.request(listRuns, { folders: [guest.root] }).catch(() => []);
  const last = runs.find(({ machine, guest: name }) => machine === "sp1" && name === guest.name);
  const { rate, reason } = chooseSampleRate(last?.totals["cycles"] ?? null, {
    fileBytes: budget,
    memoryBytes: budget * 4,
  });
  services.log.info(`sample rate ${rate} (${reason})`);
  return rate;
}

async function evidence(
  { folder, exitCode }: RunEnd,
  { host }: ChosenHost,
  rate: number,
): Promise<{ readonly state: Sp1TraceState; readonly problems: readonly Sp1Problem[] }> {
  const [state, stdout, stderr] = await Promise.all([
    inspectTrace(path.join(folder, sp1Files.trace)),
    bothEnds(path.join(folder, runFiles.stdout)),
    bothEnds(path.join(folder, runFiles.stderr)),
  ]);
  const problems = diagnose({ exitCode, signal: null, stdout, stderr, trace: state, host, sampleRate: rate });
  return { state, problems };
}

/** The first and the last of a log; empty where there is none. */
async function bothEnds(file: string): Promise<string> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return "";
  try {
    const { size } = await handle.stat();
    const part = async (at: number, length: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
      return buffer.toString("utf8", 0, bytesRead);
    };
    if (size <= 2 * maxLogBytes) return await part(0, size);
    return `${await part(0, maxLogBytes)}\n${await part(size - maxLogBytes, maxLogBytes)}`;
  } finally {
    await handle.close();
  }
}
