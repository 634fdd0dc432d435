import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { engineDifferences } from "../core/engine/differences";
import { engineModelId } from "../core/engine/engineMachine";
import { CycleLensError } from "../core/errors";
import type { Guest } from "../protocol/requests";
import { discardRun } from "../runs/create";
import { runFiles } from "../runs/files";
import { finishRun, type FinishedRun } from "../runs/finish";
import { listRuns } from "../runs/list";
import type { RunDraft } from "../runs/runJson";
import { runTool, type ToolExit } from "../runs/runner";
import { nameOfElf } from "../runs/title";
import { loadProfile } from "../server/workerClient";
import { availableMemory } from "../toolchains/locate";
import { sp1HostCommand, sp1TraceEnv, usesPlaceholder } from "../toolchains/sp1Command";
import { sp1Failure } from "../toolchains/sp1Failure";
import { sp1Files } from "../toolchains/sp1Files";
import { chooseSampleRate, defaultBudget, isSampleRate } from "../toolchains/sp1SampleRate";
import { inspectTrace } from "../toolchains/sp1Trace";
import type { Sp1Command, Sp1Host, Sp1HostPlan, Sp1Problem } from "../toolchains/sp1Types";
import { count, isOn, list, text, type ParsedArgs } from "./args";
import { exitCodes } from "./exit";
import { placeElf, rootOfElf } from "./guestElf";
import { progressLine, type CliIo } from "./io";
import { cancelled, openRun } from "./openRun";
import { embeddedProfile, profileEmbedded, refuseModel, sayDifferences } from "./profileEmbedded";
import { printProfile } from "./render";
import { buildHost, namedHost, requireTraceable, tell, type NamedHost } from "./sp1Host";
import { readSp1Input, sp1Buffers, type Sp1Input } from "./sp1Input";

export const sp1Flags = {
  host: { type: "string" },
  "host-bin": { type: "string" },
  "host-features": { type: "string", multiple: true },
  "sample-rate": { type: "string" },
} as const;

/** The guest that is traced: an ELF, and the package it was built from where one was named. */
export interface Sp1Subject {
  readonly elf: string;
  readonly guest: Guest | null;
}

/**
 * Traces an SP1 guest: builds the host, runs it with TRACE_FILE, keeps the run, prints its profile. `hostArgs` is what
 * stands behind `--`: the arguments of the user's own host; `subjectOf` may build, and is asked once all else is
 * checked. Gives the exit code of the contract.
 */
export async function profileSp1(
  subjectOf: () => Promise<Sp1Subject>,
  parsed: ParsedArgs,
  hostArgs: readonly string[],
  io: CliIo,
): Promise<number> {
  if (text(parsed, "max-steps") !== undefined || text(parsed, "main-name") !== undefined)
    throw new CycleLensError("usage", "a host takes no --max-steps and no --main-name", "leave them out");
  const wantedRate = count(parsed, "sample-rate");
  if (wantedRate !== undefined && !isSampleRate(wantedRate))
    throw new CycleLensError("usage", "--sample-rate is out of range", "give a number from 1 to 4294967295");
  const input = await readSp1Input(parsed, io.cwd);
  if (!isOn(parsed, "verify")) refuseModel(parsed);
  const named = await namedHost(text(parsed, "host"), io);
  const subject = await subjectOf();
  const placed = await placeElf(subject.elf);
  const line = progressLine(io);
  try {
    line.show("building the host …");
    const runner = await readyHost(named, parsed, hostArgs, input, placed.file, io);
    const root = subject.guest?.root ?? (await rootOfElf(subject.elf, io.cwd));
    const name = subject.guest?.bin ?? nameOfElf(subject.elf);
    const cycles = wantedRate === undefined ? await knownCycles(runner, root, name, line, io) : null;
    const sampleRate = wantedRate ?? chooseSampleRate(cycles, budget()).rate;
    const draft: RunDraft = {
      schema: "cyclelens.run/1",
      guest: {
        name,
        bin: subject.guest?.bin ?? null,
        manifestPath: subject.guest?.manifestPath ?? null,
        elf: subject.elf,
      },
      machine: "sp1",
      mode: "full",
      argv: runner.command(".", sampleRate).argv,
      engine: { name: runner.engine, version: runner.version },
      input: input.record,
      startedAt: new Date().toISOString(),
    };
    const folder = await openRun(root, draft, io);
    const command = runner.command(folder, sampleRate);
    line.show(`tracing ${name} (every ${sampleRate === 1 ? "" : `${sampleRate}th `}instruction) …`);
    const exit = await runTool({
      folder,
      argv: command.argv,
      cwd: command.cwd,
      env: { ...io.env, ...command.env },
      terminal: null,
      phase: "run",
      signal: io.signal,
    }).catch(async (error: unknown) => {
      await discardRun(folder);
      throw error;
    });
    const problems = sp1Failure({
      ...exit,
      stdout: await readEnds(path.join(folder, runFiles.stdout)),
      stderr: await readEnds(path.join(folder, runFiles.stderr)),
      trace: await inspectTrace(path.join(folder, sp1Files.trace)),
      host: runner.host,
      sampleRate,
    });
    line.show("reading the trace …");
    const done = await finishRun(folder, {
      // A run that was stopped is still read: what it left is little.
      load: (request) => loadProfile(request, exit.cancelled ? {} : { signal: io.signal }),
      warnings: problems.flatMap(({ kind, message, hint }) =>
        ofRun.has(kind) ? [`${message}: ${hint}`] : [],
      ),
    }).catch(async (error: unknown) => {
      await discardRun(folder);
      throw io.signal.aborted ? cancelled() : error;
    });
    line.clear();
    await printProfile(io, parsed, done.profile, { title: name, full: isOn(parsed, "listed") });
    const code = exitCode(done, exit, problems, io);
    if (!isOn(parsed, "verify")) return code;
    const embedded = await embeddedProfile(
      { machine: "sp1", elf: subject.elf },
      await sp1Buffers(input),
      parsed,
      io,
      true,
    );
    // A trace of some cycles only says other figures of functions.
    const external = sampleRate === 1 ? done.profile : { ...done.profile, listed: null };
    return sayDifferences(engineDifferences(embedded, external), runner.engine, io) ? code : exitCodes.no;
  } finally {
    line.clear();
    await placed.dispose();
  }
}

/** Runs an SP1 guest in the embedded engine. Gives the exit code of the contract. */
export async function profileSp1Embedded(
  subjectOf: () => Promise<Sp1Subject>,
  parsed: ParsedArgs,
  hostArgs: readonly string[],
  io: CliIo,
): Promise<number> {
  if (isOn(parsed, "verify"))
    throw new CycleLensError(
      "usage",
      "--verify compares with a host of SP1, and none is named",
      "give its folder with --host DIR, and leave --engine out",
    );
  if (text(parsed, "main-name") !== undefined)
    throw new CycleLensError("usage", "--main-name belongs to ZisK", "leave it out");
  const flag = Object.keys(sp1Flags).find((name) => parsed.flags[name] !== undefined);
  if (flag !== undefined || hostArgs.length > 0)
    throw new CycleLensError(
      "usage",
      `${flag === undefined ? "what stands behind --" : `--${flag}`} belongs to a host, and the embedded engine needs none`,
      "name the host with --host DIR and leave --engine embedded out",
    );
  engineModelId("sp1", text(parsed, "model") ?? null);
  await readSp1Input(parsed, io.cwd);
  return profileEmbedded({ machine: "sp1", ...(await subjectOf()) }, parsed, io);
}

/** A host that is built and can be started any number of times. */
interface ReadyHost {
  readonly host: Pick<Sp1Host, "name" | "via" | "line" | "isDirect" | "isTraceHost">;
  readonly engine: string;
  readonly version: string | null;
  command(folder: string, sampleRate: number): Sp1Command;
  /** The same run without a trace, as cheap as can be; null where the host is not ours to be run twice. */
  readonly counting: Sp1Command | null;
}

async function readyHost(
  named: NamedHost,
  parsed: ParsedArgs,
  hostArgs: readonly string[],
  input: Sp1Input,
  elf: string,
  io: CliIo,
): Promise<ReadyHost> {
  if (named.kind === "program") {
    refuseArguments(hostArgs, "a trace host");
    return traceHost(named.program, null, elf, input, io);
  }
  const { host, cargo } = named;
  const choice = {
    bin: text(parsed, "host-bin") ?? host.defaultBin,
    features: list(parsed, "host-features"),
  };
  requireTraceable(host, choice, io);
  const plan = (folder: string, sampleRate: number): Sp1HostPlan => ({
    cargo,
    host,
    ...choice,
    arguments: hostArgs,
    values: {
      elf,
      input: input.file,
      folder,
      report: path.join(folder, sp1Files.report),
      output: path.join(folder, sp1Files.output),
    },
    traceFile: path.join(folder, sp1Files.trace),
    sampleRate,
  });
  if (host.isTraceHost) {
    refuseArguments(hostArgs, "a trace host");
    const program = await buildHost({ ...plan(".", 1), arguments: [] }, host, io);
    if (program === null)
      throw new CycleLensError(
        "tool-failed",
        `cargo made no program of ${host.name}`,
        "build it yourself and see what it says",
      );
    return traceHost(program, host, elf, input, io);
  }
  if (input.words.length > 0 && !usesPlaceholder(hostArgs, "input"))
    throw new CycleLensError(
      "usage",
      `${host.name} is your own host, and its arguments do not say where the input goes`,
      "name it behind --, for example: -- execute --input {input}",
    );
  // A missing value is told before anything is built.
  sp1HostCommand(plan(".", 1), io.env);
  await buildHost({ ...plan(".", 1), arguments: [] }, host, io);
  return {
    host,
    engine: host.via,
    version: host.version?.text ?? null,
    command: (folder, sampleRate) => sp1HostCommand(plan(folder, sampleRate), io.env),
    counting: null,
  };
}

function traceHost(
  program: string,
  host: Sp1Host | null,
  elf: string,
  input: Sp1Input,
  io: CliIo,
): ReadyHost {
  const env: Record<string, string> = io.env["RUST_LOG"] === undefined ? { RUST_LOG: "info" } : {};
  return {
    host: host ?? {
      name: path.basename(program),
      via: "sp1-core-executor",
      line: "v6",
      isDirect: true,
      isTraceHost: true,
    },
    engine: "sp1-core-executor",
    version: host?.version?.text ?? null,
    command: (folder, sampleRate) => ({
      argv: [
        program,
        elf,
        ...input.words,
        "--report-json",
        path.join(folder, sp1Files.report),
        "--public-values",
        path.join(folder, sp1Files.output),
      ],
      cwd: io.cwd,
      env: { ...env, ...sp1TraceEnv(path.join(folder, sp1Files.trace), sampleRate) },
    }),
    counting: { argv: [program, elf, ...input.words, "--no-gas"], cwd: io.cwd, env: {} },
  };
}

function refuseArguments(words: readonly string[], what: string): void {
  if (words.length > 0)
    throw new CycleLensError(
      "usage",
      `${what} takes no arguments behind --`,
      "give the input with --input, --bytes or --u32",
    );
}

/** The cycles of this run where they can be counted beforehand, else those of the last run; null where neither is known. */
async function knownCycles(
  runner: ReadyHost,
  root: string,
  guest: string,
  line: { show(text: string): void },
  io: CliIo,
): Promise<number | null> {
  if (runner.counting === null) {
    const runs = await listRuns(root).catch(() => []);
    const last = runs.find(({ run }) => run.machine === "sp1" && run.guest.name === guest);
    return last?.run.totals["cycles"] ?? null;
  }
  line.show("counting cycles …");
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-count-"));
  try {
    const { argv, cwd, env } = runner.counting;
    const session = { ...io.env, ...env };
    delete session["TRACE_FILE"];
    const exit = await runTool({
      folder,
      argv,
      cwd,
      env: session,
      terminal: null,
      phase: "count",
      signal: io.signal,
    });
    if (exit.cancelled) throw cancelled();
    const printed = /^cycles: (\d{1,15})$/m.exec(
      await readFile(path.join(folder, runFiles.stdout), "utf8"),
    )?.[1];
    // A guest that cannot be run ends at once: its trace cannot be large.
    return printed === undefined ? 0 : Number(printed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function budget(): { fileBytes: number; memoryBytes: number } {
  return { ...defaultBudget, memoryBytes: Math.min(defaultBudget.memoryBytes, availableMemory() / 2) };
}

const endBytes = 2 * 2 ** 20;

/** A file's first and last bytes as text: a chatty guest may print gigabytes. */
async function readEnds(file: string): Promise<string> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return "";
  try {
    const { size } = await handle.stat();
    const read = async (at: number, length: number): Promise<string> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
      return buffer.toString("utf8", 0, bytesRead);
    };
    if (size <= 2 * endBytes) return await read(0, size);
    return `${await read(0, endBytes)}\n${await read(size - endBytes, endBytes)}`;
  } finally {
    await handle.close();
  }
}

const ofGuest = new Set<string>(["guest-panic", "guest-input", "guest-illegal", "cycle-limit"]);
const ofInput = new Set<string>(["wrong-elf", "rv32-guest", "elf-missing"]);
/** What the files do not say themselves. */
const ofRun = new Set<string>([
  "second-executor",
  "sample-rate",
  "out-of-memory",
  "killed",
  "no-profiling",
  "no-trace",
  "empty-trace",
]);

function exitCode(
  { profile }: FinishedRun,
  exit: ToolExit,
  problems: readonly Sp1Problem[],
  io: CliIo,
): number {
  if (exit.writeError !== null) {
    io.stderr.write(`cyclelens: ${exit.writeError} — free some space, then profile again\n`);
    return exitCodes.toolFailed;
  }
  if (exit.cancelled || profile.outcome.status === "cancelled") return exitCodes.cancelled;
  for (const problem of problems) tell(problem, io);
  const errors = problems.filter(({ severity }) => severity === "error").map(({ kind }) => kind);
  if (errors.length === 0)
    return profile.outcome.status === "guest-error" ? exitCodes.guestFailed : exitCodes.done;
  if (errors.some((kind) => ofGuest.has(kind))) return exitCodes.guestFailed;
  return errors.some((kind) => ofInput.has(kind)) ? exitCodes.badInput : exitCodes.toolFailed;
}
