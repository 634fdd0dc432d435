import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CycleLensError } from "../../core/errors";
import { engineDifferences } from "../../core/engine/differences";
import type { Guest } from "../../protocol/requests";
import { discardRun } from "../../runs/create";
import { finishRun, type FinishedRun } from "../../runs/finish";
import type { RunDraft } from "../../runs/runJson";
import { runTool, type ToolExit } from "../../runs/runner";
import { nameOfElf } from "../../runs/title";
import { loadProfile } from "../../server/workerClient";
import { cargoZiskBuild, profileBuildEnv } from "../../toolchains/cargoZisk";
import { locateTool, requireZiskemu, type LocatedTool } from "../../toolchains/locate";
import { ziskemuArgv } from "../../toolchains/ziskemu";
import { choice, count, isOn, list, parse, text, type ParsedArgs } from "../args";
import type { Command } from "../command";
import { exitCodes } from "../exit";
import { builtElf, guestOfManifest, placeElf, rootOfElf } from "../guestElf";
import { inputFlags, placeInput, readInput } from "../input";
import { machineOf } from "../machineOf";
import { cancelled, openRun } from "../openRun";
import { embeddedProfile, profileEmbedded, refuseModel, sayDifferences } from "../profileEmbedded";
import { profileSp1, profileSp1Embedded, sp1Flags, type Sp1Subject } from "../profileSp1";
import { buildSp1Guest, sp1GuestOf } from "../sp1Guest";
import { progressLine, type CliIo } from "../io";
import { asToolFailure } from "../toolFailure";
import { formatOf, outputFlags, printProfile } from "../render";

export const profile: Command = {
  name: "profile",
  summary: "run a guest and print what it costs",
  usage: `cyclelens profile ELF [options]
cyclelens profile --manifest-path P [--bin B] [--features F] [options]
cyclelens profile ELF --machine sp1 [--host DIR] [options] [-- HOST-ARGS…]

Builds the guest if a manifest is given (cargo-zisk build --release, cargo prove build; with line tables), runs it
in ziskemu, a host of SP1 or the embedded engine, keeps the run in .cyclelens/runs, and prints its profile. ELF may be .gz.

  --input FILE     the guest's input; --bytes HEX and --u32 N are values; all may be repeated, in order
  --framing F      zisk: each value one record (default for --bytes, --u32); raw: a file as it is
                   (default for --input); none: values without headers, padded to 8
  --max-steps N    stop after N steps
  --main-name N    the function at which ziskemu cuts its lists (default main)
  --machine M      zisk or sp1; by the ELF where it is left out
  --engine E       embedded: this program; external: ziskemu, the host; auto (default): ziskemu where it is installed,
                   the host where one is named
  --verify         runs ziskemu or the host, and the embedded engine, and shows every difference; ends with 1 where
                   there is one
  --model M        the machine's release in the embedded engine (zisk-1.4, sp1-6)
  --host DIR       SP1: the package of your host, or a trace host (or its program); it is built first
  --host-bin B     SP1: the host's bin; --host-features F: its features, profiling among them
  --sample-rate N  SP1: every Nth instruction; 1 or a prime that fits the cycles where it is left out
  -- HOST-ARGS     SP1: arguments of your own host, with {elf}, {input}, {trace}, {report}, {output}, {folder}
  --listed         JSON with call tree and instructions
  --format F       text (default), json, md, csv, folded, speedscope, firefox, pprof, html; --json is short for json
  -o FILE          write the answer there instead of stdout

Ends with 0, 3 for bad input, 4 where a tool failed, 5 where the guest failed; a run that started
always prints its profile.`,
  async run(args, io) {
    const end = args.indexOf("--");
    const hostArgs = end < 0 ? [] : args.slice(end + 1);
    const parsed = parse("profile", end < 0 ? args : args.slice(0, end), {
      ...outputFlags,
      ...inputFlags,
      ...sp1Flags,
      "manifest-path": { type: "string" },
      bin: { type: "string" },
      features: { type: "string", multiple: true },
      machine: { type: "string" },
      engine: { type: "string" },
      model: { type: "string" },
      verify: { type: "boolean" },
      "max-steps": { type: "string" },
      "main-name": { type: "string" },
      listed: { type: "boolean" },
    });
    formatOf(parsed);
    const engine = choice(parsed, "engine", ["auto", "embedded", "external"] as const) ?? "auto";
    const machine = await machineOf(parsed, io);
    if (machine === "sp1") {
      const subject = (): Promise<Sp1Subject> => sp1Subject(parsed, io);
      const isEmbedded = engine === "embedded" || (engine === "auto" && text(parsed, "host") === undefined);
      if (isEmbedded) return await profileSp1Embedded(subject, parsed, hostArgs, io);
      return await profileSp1(subject, parsed, hostArgs, io);
    }
    refuseSp1Flags(parsed, end >= 0);
    const subject = await subjectOf(parsed, io);
    const maxSteps = count(parsed, "max-steps");
    const mainName = text(parsed, "main-name");
    // Checked before anything is built or started.
    if (isOn(parsed, "verify") && engine === "embedded")
      throw new CycleLensError("usage", "--verify runs both engines", "leave --engine out");
    if (engine === "embedded" || (engine === "auto" && !isOn(parsed, "verify") && (await isMissing(io)))) {
      if (engine === "auto")
        io.stderr.write("cyclelens: ziskemu is not installed; this is a run of the embedded engine\n");
      const elf =
        subject.guest === null ? subject.elf : await build(subject.guest, list(parsed, "features"), io);
      return await profileEmbedded({ machine, elf, guest: subject.guest }, parsed, io);
    }
    if (!isOn(parsed, "verify")) refuseModel(parsed);
    const tool = await requireZiskemu({ path: io.env["PATH"] }).catch(asToolFailure);
    const input = await readInput(parsed, io.cwd, tool.version);
    const elf =
      subject.guest === null ? subject.elf : await build(subject.guest, list(parsed, "features"), io);
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
      if (!isOn(parsed, "verify")) return code;
      const embedded = await embeddedProfile(
        { machine, elf },
        input === null ? [] : [input.bytes],
        parsed,
        io,
        true,
      );
      return sayDifferences(engineDifferences(embedded, done.profile), "ziskemu", io) ? code : exitCodes.no;
    } finally {
      line.clear();
      await placed.dispose();
    }
  },
};

/** Whether there is no ziskemu to run. */
async function isMissing(io: CliIo): Promise<boolean> {
  return (await locateTool("ziskemu", { path: io.env["PATH"] }).catch(() => null)) === null;
}

type Subject = { readonly guest: Guest } | { readonly guest: null; readonly elf: string };

async function subjectOf(
  parsed: ParsedArgs,
  io: CliIo,
  guestOf: (manifest: string, bin: string | undefined) => Promise<Guest> = guestOfManifest,
): Promise<Subject> {
  const manifest = text(parsed, "manifest-path");
  const [elf, ...more] = parsed.files;
  if (manifest !== undefined && elf === undefined)
    return { guest: await guestOf(path.resolve(io.cwd, manifest), text(parsed, "bin")) };
  if (manifest === undefined && elf !== undefined && more.length === 0) {
    if (text(parsed, "bin") !== undefined || list(parsed, "features").length > 0)
      throw new CycleLensError(
        "usage",
        "--bin and --features belong to --manifest-path",
        "give one or the other",
      );
    return { guest: null, elf: path.resolve(io.cwd, elf) };
  }
  throw new CycleLensError(
    "usage",
    "profile wants one ELF or --manifest-path",
    "see: cyclelens profile --help",
  );
}

async function sp1Subject(parsed: ParsedArgs, io: CliIo): Promise<Sp1Subject> {
  const subject = await subjectOf(parsed, io, sp1GuestOf);
  if (subject.guest === null) return subject;
  return { guest: subject.guest, elf: await buildSp1Guest(subject.guest, list(parsed, "features"), io) };
}

function refuseSp1Flags(parsed: ParsedArgs, hasHostArgs: boolean): void {
  const flag = Object.keys(sp1Flags).find((name) => parsed.flags[name] !== undefined);
  if (flag !== undefined || hasHostArgs)
    throw new CycleLensError(
      "usage",
      `${flag === undefined ? "what stands behind --" : `--${flag}`} belongs to SP1`,
      "add --machine sp1, or leave it out",
    );
}

/** Builds a guest; what the tools print goes to stderr. Gives the ELF. */
async function build(guest: Guest, features: readonly string[], io: CliIo): Promise<string> {
  const cargoZisk = await locateTool("cargo-zisk", { path: io.env["PATH"] });
  if (cargoZisk === null)
    throw new CycleLensError(
      "tool-failed",
      "cargo-zisk is not installed, so the guest cannot be built",
      "install the ZisK tools with ziskup, or build it yourself and give the ELF",
    );
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-build-"));
  const exit = await runTool({
    folder,
    argv: cargoZiskBuild(cargoZisk.program, { features }),
    cwd: path.dirname(guest.manifestPath),
    env: { ...io.env, ...profileBuildEnv },
    terminal: { stdout: io.stderr, stderr: io.stderr },
    phase: "build",
    signal: io.signal,
  });
  if (exit.cancelled) throw cancelled();
  if (exit.exitCode !== 0)
    throw new CycleLensError(
      "tool-failed",
      `the build failed with exit code ${exit.exitCode ?? "?"}`,
      "correct what it says above",
    );
  return builtElf(guest, cargoZisk.version);
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
