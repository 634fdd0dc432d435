import path from "node:path";
import { CycleLensError } from "../core/errors";
import { factsToJson } from "../core/profile/json";
import type { Profile } from "../core/profile/model";
import { safeName, shortName } from "../core/profile/names";
import { engineName } from "../core/engine/report";
import { engineModelId, type EngineMachineName } from "../core/engine/engineMachine";
import type { Guest } from "../protocol/requests";
import { completeRun, outcomeOf, type EndedRun, type RunExit } from "../runs/complete";
import { discardRun } from "../runs/create";
import { holdProfile } from "../runs/heldProfile";
import { runFolderVariable } from "../runs/runFolderVariable";
import type { RunDraft } from "../runs/runJson";
import { readSubject } from "../runs/subject";
import { nameOfElf } from "../runs/title";
import { count, isOn, text, type ParsedArgs } from "./args";
import { monotonicMs } from "./clock";
import { exitCodes } from "./exit";
import { guestBytes, rootOfElf } from "./guestElf";
import { full, inDetail, type Detail } from "./inDetail";
import { readInput } from "./input";
import { progressLine, type CliIo } from "./io";
import { openRun } from "./openRun";
import { programVersion } from "./programVersion";
import { printProfile, wantsJson } from "./render";
import { runEngine } from "./runEngine";
import { readSp1Input, sp1Buffers } from "./sp1Input";

/** What is profiled: the ELF, and the package it was built from if there is one. */
export interface EmbeddedSubject {
  readonly machine: EngineMachineName;
  readonly elf: string;
  readonly guest: Guest | null;
}

/** Runs a guest in the embedded engine, keeps the run, prints its profile. Gives the exit code. */
export async function profileEmbedded(
  subject: EmbeddedSubject,
  parsed: ParsedArgs,
  io: CliIo,
): Promise<number> {
  const { elf, guest, machine } = subject;
  const model = engineModelId(machine, text(parsed, "model") ?? null);
  const upTo = count(parsed, "inlined-up-to");
  const input = await embeddedInput(machine, parsed, io);
  const held = io.env[runFolderVariable];
  if (held !== undefined && held !== "") {
    io.stdout.write(`embedded engine ${programVersion}, ${model}\n`);
    const run = (detail: Detail): Promise<Profile> =>
      embeddedProfile(subject, input.buffers, parsed, io, detail);
    const profile = isOn(parsed, "inlined") ? await run(full) : await inDetail(run, io.signal, upTo);
    await holdProfile(held, profile);
    await printProfile(io, parsed, profile, { title: guest?.bin ?? nameOfElf(elf), full: false });
    // Said again at the end: that is what a terminal shows of a long answer.
    const { status, message } = profile.outcome;
    if (status !== "ok") io.stderr.write(`cyclelens: ${status}: ${safeName(message ?? "")}\n`);
    return exitCodeOf(profile);
  }
  const draft: RunDraft = {
    schema: "cyclelens.run/1",
    guest: {
      name: guest?.bin ?? nameOfElf(elf),
      bin: guest?.bin ?? null,
      manifestPath: guest?.manifestPath ?? null,
      elf,
    },
    machine,
    mode: "full",
    argv: [engineName, "profile", elf, "--engine", "embedded", "--model", model],
    engine: { name: engineName, version: programVersion },
    input: input.record,
    startedAt: new Date().toISOString(),
  };
  const line = progressLine(io);
  const started = monotonicMs();
  try {
    const root = guest?.root ?? (await rootOfElf(elf, io.cwd));
    const { bytes, isPlain } = await guestBytes(elf);
    // git works while the guest runs.
    const subjectFacts = readSubject(elf, root, isPlain ? bytes : null);
    const asked = { listed: isOn(parsed, "listed"), inlined: isOn(parsed, "inlined") };
    const run = (detail: Detail): Promise<Profile> =>
      embeddedProfile(subject, input.buffers, parsed, io, detail);
    const isOnce = asked.inlined || upTo === undefined;
    const profile = await (isOnce ? run(asked) : inDetail(run, io.signal, upTo));
    const durationMs = monotonicMs() - started;
    line.clear();
    const exit = exitOf(profile, durationMs);
    const known = { ...profile, outcome: outcomeOf(profile.outcome, draft, exit) };
    // Told twice: in the answer and in what is kept.
    const facts = wantsJson(parsed) ? factsToJson(known) : undefined;
    let printing: Promise<void> | undefined;
    const print = (): Promise<void> =>
      (printing ??= printProfile(io, parsed, known, {
        title: draft.guest.name,
        full: isOn(parsed, "listed"),
        facts,
      }));
    await keep(root, { draft, exit, profile: known, facts, subject: await subjectFacts }, io, print);
    await print();
    return exitCodeOf(profile);
  } finally {
    line.clear();
  }
}

/** A run of the embedded engine that is not kept; progress goes to the terminal. */
export async function embeddedProfile(
  { elf, machine }: Pick<EmbeddedSubject, "elf" | "machine">,
  input: readonly Uint8Array[],
  parsed: ParsedArgs,
  io: CliIo,
  { listed, inlined }: Detail,
): Promise<Profile> {
  const guest = await guestBytes(elf);
  const isHeld = Boolean(io.env[runFolderVariable]);
  const line = isHeld ? stepLine(io) : progressLine(io);
  const started = monotonicMs();
  try {
    return await runEngine(
      {
        request: {
          elf: guest.bytes,
          input,
          maxSteps: count(parsed, "max-steps") ?? null,
          mainName: text(parsed, "main-name") ?? "main",
          listed,
          inlined,
        },
        elf: guest.elf,
        machine,
        model: engineModelId(machine, text(parsed, "model") ?? null),
        elfFile: path.basename(elf),
        version: programVersion,
      },
      {
        signal: io.signal,
        progress: ({ steps, function: name }) => {
          const rate = steps / 1e6 / ((monotonicMs() - started) / 1000);
          line.show(
            `step=${steps}  ${rate.toFixed(1)} Msteps/s  ${name === null ? "…" : safeName(shortName(name))}`,
          );
        },
      },
    );
  } finally {
    line.clear();
  }
}

/** What a machine is given, and what the run keeps of it. */
interface EmbeddedInput {
  readonly buffers: readonly Uint8Array[];
  readonly record: RunDraft["input"];
}

/** ZisK reads one file, framed by us as today's emulator wants it; SP1 a buffer a value. */
async function embeddedInput(
  machine: EngineMachineName,
  parsed: ParsedArgs,
  io: CliIo,
): Promise<EmbeddedInput> {
  if (machine === "sp1") {
    const input = await readSp1Input(parsed, io.cwd);
    return { buffers: await sp1Buffers(input), record: input.record };
  }
  const input = await readInput(parsed, io.cwd, null);
  return { buffers: input === null ? [] : [input.bytes], record: input?.record ?? null };
}

/** Progress for the runner, which reads `step=N`, and for the terminal behind it. */
function stepLine(io: CliIo): ReturnType<typeof progressLine> {
  let last = -Infinity;
  let shown = false;
  return {
    show: (text) => {
      const now = monotonicMs();
      if (now - last < 200) return;
      last = now;
      shown = true;
      io.stdout.write(`\r\u001b[K  ${text.slice(0, 98)}`);
    },
    clear: () => {
      if (shown) io.stdout.write("\r\u001b[K");
      shown = false;
    },
  };
}

function exitOf(profile: Profile, durationMs: number): RunExit {
  return {
    exitCode: profile.exitCode,
    signal: null,
    cancelled: profile.outcome.status === "cancelled",
    durationMs: Math.round(durationMs),
  };
}

/**
 * Keeps the run as the runner would have; where no disk takes it that is said, and the answer is the same. `meanwhile` is
 * begun while another thread compresses the profile.
 */
async function keep(
  root: string,
  ended: Pick<EndedRun, "draft" | "exit" | "profile" | "facts" | "subject">,
  io: CliIo,
  meanwhile: () => Promise<void>,
): Promise<void> {
  let folder: string | null = null;
  try {
    folder = await openRun(root, ended.draft, io);
    const completed = completeRun(folder, { ...ended, isHeld: true, artefacts: [] });
    // What it throws is thrown to whoever waits for it.
    meanwhile().catch(() => undefined);
    await completed;
  } catch (error) {
    if (folder !== null) await discardRun(folder).catch(() => undefined);
    if (!CycleLensError.is(error, "io")) throw error;
    io.stderr.write(`cyclelens: the run is not kept: ${error.message} — ${error.hint}\n`);
  }
}

function exitCodeOf({ outcome }: Profile): number {
  switch (outcome.status) {
    case "ok":
      return exitCodes.done;
    case "cancelled":
      return exitCodes.cancelled;
    default:
      return exitCodes.guestFailed;
  }
}

/** `--inlined` and `--inlined-up-to` are of a run of the embedded engine itself. Throws `usage`. */
export function refuseInlined(parsed: ParsedArgs): void {
  const isUpTo = text(parsed, "inlined-up-to") !== undefined;
  if (isOn(parsed, "inlined") || isUpTo)
    throw new CycleLensError(
      "usage",
      `--inlined${isUpTo ? "-up-to" : ""} belongs to the embedded engine`,
      "add --engine embedded, and leave --verify and --host out",
    );
}

/** `--model` belongs to the embedded engine. Throws `usage`. */
export function refuseModel(parsed: ParsedArgs): void {
  if (text(parsed, "model") !== undefined)
    throw new CycleLensError("usage", "--model belongs to the embedded engine", "add --engine embedded");
}
