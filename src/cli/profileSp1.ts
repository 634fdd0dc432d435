import { open } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Guest } from "../protocol/requests";
import type { FinishedRun } from "../runs/complete";
import { discardRun } from "../runs/create";
import { runFiles } from "../runs/files";
import { finishRun } from "../runs/finish";
import type { RunDraft } from "../runs/runJson";
import { runTool, type ToolExit } from "../runs/runner";
import { nameOfElf } from "../runs/title";
import { loadProfile } from "../server/workerClient";
import { sp1Failure } from "../toolchains/sp1Failure";
import { sp1Files } from "../toolchains/sp1Files";
import { chooseSampleRate, isSampleRate } from "../toolchains/sp1SampleRate";
import { inspectTrace } from "../toolchains/sp1Trace";
import type { Sp1Problem } from "../toolchains/sp1Types";
import { count, isOn, text, type ParsedArgs } from "./args";
import { exitCodes } from "./exit";
import { placeElf, rootOfElf } from "./guestElf";
import { progressLine, type CliIo } from "./io";
import { cancelled, openRun } from "./openRun";
import { embeddedProfile, refuseInlined, refuseModel } from "./profileEmbedded";
import { printProfile } from "./render";
import { sayDifferences } from "./sayDifferences";
import { budget, knownCycles } from "./sp1Cycles";
import { namedHost, tell } from "./sp1Host";
import { readSp1Input, sp1Buffers } from "./sp1Input";
import { readyHost } from "./sp1ReadyHost";

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
  refuseInlined(parsed);
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
    if (!isOn(parsed, "verify") || exit.cancelled) return code;
    const embedded = embeddedProfile(
      { machine: "sp1", elf: subject.elf },
      await sp1Buffers(input),
      parsed,
      io,
      { listed: true, inlined: false },
    );
    // A trace of some cycles only says other figures of functions.
    const external = sampleRate === 1 ? done.profile : { ...done.profile, listed: null };
    return (await sayDifferences(embedded, external, runner.engine, io)) ? code : exitCodes.no;
  } finally {
    line.clear();
    await placed.dispose();
  }
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
