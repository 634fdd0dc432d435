import path from "node:path";
import type { Guest } from "../../protocol/requests";
import type { FinishedRun } from "../../runs/complete";
import { discardRun } from "../../runs/create";
import { finishRun } from "../../runs/finish";
import type { RunDraft } from "../../runs/runJson";
import { runTool, type ToolExit } from "../../runs/runner";
import { nameOfElf } from "../../runs/title";
import { loadProfile } from "../../server/workerClient";
import { requireZiskemu, type LocatedTool } from "../../toolchains/locate";
import { ziskemuArgv } from "../../toolchains/ziskemu";
import { choice, count, isOn, list, text, type ParsedArgs } from "../args";
import type { Command } from "../command";
import { exitCodes } from "../exit";
import { placeElf, rootOfElf } from "../guestElf";
import { placeInput, readInput } from "../input";
import { progressLine, type CliIo } from "../io";
import { machineOfElfFile } from "../machineOf";
import { machineOfManifest } from "../machineOfManifest";
import { cancelled, openRun } from "../openRun";
import {
  elfOfWords,
  engineChoice,
  parseProfile,
  profileSummary,
  profileUsage,
  type ProfileArgs,
} from "../profileArgs";
import { checkZisk, isSp1Embedded, isZiskEmbedded, profileElf, profileZiskEmbedded } from "../profileElf";
import { embeddedProfile, refuseInlined, refuseModel } from "../profileEmbedded";
import { profileSp1, type Sp1Subject } from "../profileSp1";
import { profileSp1Embedded } from "../profileSp1Embedded";
import { buildSp1Guest, sp1GuestOf } from "../sp1Guest";
import { asToolFailure } from "../toolFailure";
import { printProfile } from "../render";
import { sayDifferences } from "../sayDifferences";
import { buildZiskGuest, ziskGuestOf } from "../ziskGuest";

export const profile: Command = {
  name: "profile",
  summary: profileSummary,
  usage: profileUsage,
  async run(args, io) {
    const words = parseProfile(args);
    const { parsed } = words;
    const done = await profileElf(words, io);
    if (done !== null) return done;
    const engine = engineChoice(parsed);
    if ((await machineOf(parsed, io)) === "sp1") {
      const subject = (): Promise<Sp1Subject> => sp1Subject(parsed, io);
      return isSp1Embedded(engine, words)
        ? await profileSp1Embedded(subject, words, io)
        : await profileSp1(subject, parsed, words.hostArgs ?? [], io);
    }
    checkZisk(engine, words);
    const subject = await subjectOf(parsed, io, ziskGuestOf);
    const isEmbedded = await isZiskEmbedded(engine, words, io);
    if (!isEmbedded) return await profileZisk(subject, words, io);
    const elf = await elfOf(subject, parsed, io);
    return await profileZiskEmbedded(engine, { machine: "zisk", elf, guest: subject.guest }, words, io);
  },
};

/** Runs a guest in ziskemu, keeps the run, prints its profile. Gives the exit code of the contract. */
async function profileZisk(subject: Subject, { parsed }: ProfileArgs, io: CliIo): Promise<number> {
  const maxSteps = count(parsed, "max-steps");
  const mainName = text(parsed, "main-name");
  if (!isOn(parsed, "verify")) refuseModel(parsed);
  refuseInlined(parsed);
  const tool = await requireZiskemu({ path: io.env["PATH"] }).catch(asToolFailure);
  const input = await readInput(parsed, io.cwd, tool.version);
  const elf = await elfOf(subject, parsed, io);
  const placed = await placeElf(elf);
  const line = progressLine(io);
  try {
    const plan = {
      program: tool.program,
      version: tool.version,
      elf: placed.file,
      mode: "full" as const,
      join: path.join,
      ...(maxSteps === undefined ? {} : { maxSteps }),
      ...(mainName === undefined ? {} : { mainName }),
    };
    const draft: RunDraft = {
      schema: "cyclelens.run/1",
      guest: {
        name: subject.guest?.bin ?? nameOfElf(elf),
        bin: subject.guest?.bin ?? null,
        manifestPath: subject.guest?.manifestPath ?? null,
        elf,
      },
      machine: "zisk",
      mode: "full",
      argv: ziskemuArgv({
        ...plan,
        folder: ".",
        input: input && { file: input.file ?? "input.bin", unframed: input.unframed },
      }),
      engine: { name: "ziskemu", version: tool.version?.text ?? null },
      input: input?.record ?? null,
      startedAt: new Date().toISOString(),
    };
    const folder = await openRun(subject.guest?.root ?? (await rootOfElf(elf, io.cwd)), draft, io);
    const argv = ziskemuArgv({ ...plan, folder, input: await placeInput(input, folder) });
    line.show(`running ${path.basename(tool.program)} …`);
    const exit = await runTool({
      folder,
      argv,
      cwd: io.cwd,
      env: io.env,
      terminal: null,
      phase: "run",
      signal: io.signal,
    }).catch(async (error: unknown) => {
      await discardRun(folder);
      throw error;
    });
    line.show("reading the run …");
    const done = await finishRun(folder, { load: (request) => loadProfile(request) }).catch(
      async (error: unknown) => {
        await discardRun(folder);
        throw io.signal.aborted ? cancelled() : error;
      },
    );
    line.clear();
    await printProfile(io, parsed, done.profile, { title: draft.guest.name, full: isOn(parsed, "listed") });
    const code = exitCode(done, exit, tool, io);
    if (!isOn(parsed, "verify") || exit.cancelled) return code;
    const embedded = embeddedProfile(
      { machine: "zisk", elf },
      input === null ? [] : [input.bytes],
      parsed,
      io,
      { listed: true, inlined: false },
    );
    return (await sayDifferences(embedded, done.profile, "ziskemu", io)) ? code : exitCodes.no;
  } finally {
    line.clear();
    await placed.dispose();
  }
}

type Subject = { readonly guest: Guest } | { readonly guest: null; readonly elf: string };

async function subjectOf(
  parsed: ParsedArgs,
  io: CliIo,
  guestOf: (manifest: string, bin: string | undefined) => Promise<Guest>,
): Promise<Subject> {
  const elf = elfOfWords(parsed, io);
  if (elf !== null) return { guest: null, elf };
  const manifest = text(parsed, "manifest-path")!;
  return { guest: await guestOf(path.resolve(io.cwd, manifest), text(parsed, "bin")) };
}

/** Built where a manifest is given. */
async function elfOf(subject: Subject, parsed: ParsedArgs, io: CliIo): Promise<string> {
  return subject.guest === null
    ? subject.elf
    : await buildZiskGuest(subject.guest, list(parsed, "features"), io);
}

async function sp1Subject(parsed: ParsedArgs, io: CliIo): Promise<Sp1Subject> {
  const subject = await subjectOf(parsed, io, sp1GuestOf);
  if (subject.guest === null) return subject;
  return { guest: subject.guest, elf: await buildSp1Guest(subject.guest, list(parsed, "features"), io) };
}

/** As `--machine` says, else by the manifest or the ELF, else ZisK. */
async function machineOf(parsed: ParsedArgs, io: CliIo): Promise<"zisk" | "sp1"> {
  const wanted = choice(parsed, "machine", ["zisk", "sp1"] as const);
  const manifest = text(parsed, "manifest-path");
  if (manifest !== undefined) return wanted ?? (await machineOfManifest(path.resolve(io.cwd, manifest)));
  const [file] = parsed.files;
  return file === undefined ? (wanted ?? "zisk") : await machineOfElfFile(path.resolve(io.cwd, file), wanted);
}

function exitCode({ profile }: FinishedRun, exit: ToolExit, tool: LocatedTool, io: CliIo): number {
  if (exit.writeError !== null) {
    io.stderr.write(`cyclelens: ${exit.writeError} — free some space, then profile again\n`);
    return exitCodes.toolFailed;
  }
  switch (profile.outcome.status) {
    case "ok":
      return exitCodes.done;
    case "guest-error":
    case "step-limit":
      return exitCodes.guestFailed;
    case "cancelled":
      return exitCodes.cancelled;
    case "truncated":
      if (exit.exitCode === 0) return exitCodes.done;
      io.stderr.write(
        `cyclelens: ${path.basename(tool.program)} did not finish — see the warnings of the profile\n`,
      );
      return exitCodes.toolFailed;
  }
}
