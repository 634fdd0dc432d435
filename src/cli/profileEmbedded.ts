import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import { safeName, shortName } from "../core/profile/names";
import { engineName } from "../core/engine/report";
import { ziskModel } from "../core/engine/machines/zisk/ziskModels";
import type { Guest } from "../protocol/requests";
import { readAll } from "../runs/fileSource";
import { runFiles, writeAtomic } from "../runs/files";
import { discardRun } from "../runs/create";
import { holdProfile, runFolderVariable } from "../runs/heldProfile";
import { finishRun } from "../runs/finish";
import type { RunDraft } from "../runs/runJson";
import { nameOfElf } from "../runs/title";
import { runEngine } from "../server/engineClient";
import { loadProfile } from "../server/workerClient";
import { count, isOn, text, type ParsedArgs } from "./args";
import { exitCodes } from "./exit";
import { placeElf, rootOfElf } from "./guestElf";
import { readInput } from "./input";
import { progressLine, type CliIo } from "./io";
import { openRun } from "./openRun";
import { programVersion } from "./programVersion";
import { printProfile } from "./render";

/** What is profiled: the ELF, and the package it was built from if there is one. */
export interface EmbeddedSubject {
  readonly elf: string;
  readonly guest: Guest | null;
}

/** Runs a ZisK guest in the embedded engine, keeps the run, prints its profile. Gives the exit code. */
export async function profileEmbedded(
  subject: EmbeddedSubject,
  parsed: ParsedArgs,
  io: CliIo,
): Promise<number> {
  const { elf, guest } = subject;
  const model = ziskModel(text(parsed, "model") ?? null);
  // The engine reads its input as today's emulator does: framed by us, never by itself.
  const input = await readInput(parsed, io.cwd, null);
  const held = io.env[runFolderVariable];
  if (held !== undefined && held !== "") {
    io.stdout.write(`embedded engine ${programVersion}, ${model.id}\n`);
    const profile = await embeddedProfile(elf, input?.bytes ?? null, parsed, io, true);
    await holdProfile(held, profile);
    await printProfile(io, parsed, profile, { title: guest?.bin ?? nameOfElf(elf), full: false });
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
    machine: "zisk",
    mode: "full",
    argv: [engineName, "profile", elf, "--engine", "embedded", "--model", model.id],
    engine: { name: engineName, version: programVersion },
    input: input?.record ?? null,
    startedAt: new Date().toISOString(),
  };
  const line = progressLine(io);
  const started = performance.now();
  try {
    const profile = await embeddedProfile(elf, input?.bytes ?? null, parsed, io, isOn(parsed, "listed"));
    const folder = await openRun(guest?.root ?? (await rootOfElf(elf, io.cwd)), draft, io);
    const done = await keep(folder, profile, performance.now() - started);
    line.clear();
    await printProfile(io, parsed, done, { title: draft.guest.name, full: isOn(parsed, "listed") });
    return exitCodeOf(profile);
  } finally {
    line.clear();
  }
}

/** A run of the embedded engine that is not kept; progress goes to the terminal. */
export async function embeddedProfile(
  elf: string,
  input: Uint8Array | null,
  parsed: ParsedArgs,
  io: CliIo,
  listed: boolean,
): Promise<Profile> {
  const placed = await placeElf(elf);
  const line = io.env[runFolderVariable] ? stepLine(io) : progressLine(io);
  const started = performance.now();
  try {
    return await runEngine(
      {
        request: {
          elf: await readAll(placed.file),
          input: input === null ? [] : [input],
          maxSteps: count(parsed, "max-steps") ?? null,
          mainName: text(parsed, "main-name") ?? "main",
          listed,
        },
        machine: "zisk",
        model: ziskModel(text(parsed, "model") ?? null).id,
        elfFile: path.basename(elf),
        version: programVersion,
      },
      {
        signal: io.signal,
        progress: ({ steps, function: name }) => {
          const rate = steps / 1e6 / ((performance.now() - started) / 1000);
          line.show(
            `step=${steps}  ${rate.toFixed(1)} Msteps/s  ${name === null ? "…" : safeName(shortName(name))}`,
          );
        },
      },
    );
  } finally {
    line.clear();
    await placed.dispose();
  }
}

/** Progress for the runner, which reads `step=N`, and for the terminal behind it. */
function stepLine(io: CliIo): ReturnType<typeof progressLine> {
  let last = -Infinity;
  let shown = false;
  return {
    show: (text) => {
      const now = performance.now();
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

/** Writes the run down as the runner would have. */
async function keep(folder: string, profile: Profile, durationMs: number): Promise<Profile> {
  try {
    const exit = {
      exitCode: profile.exitCode,
      signal: null,
      cancelled: profile.outcome.status === "cancelled",
      durationMs: Math.round(durationMs),
    };
    await writeAtomic(path.join(folder, runFiles.exit), `${JSON.stringify(exit)}\n`);
    return (await finishRun(folder, { load: (request) => loadProfile(request), profile })).profile;
  } catch (error) {
    await discardRun(folder);
    throw error;
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

/** `--model` belongs to the embedded engine. Throws `usage`. */
export function refuseModel(parsed: ParsedArgs): void {
  if (text(parsed, "model") !== undefined)
    throw new CycleLensError("usage", "--model belongs to the embedded engine", "add --engine embedded");
}
