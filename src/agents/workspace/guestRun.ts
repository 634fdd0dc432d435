import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { engineModelId, type EngineMachineName } from "../../core/engine/engineMachine";
import { engineName } from "../../core/engine/report";
import { CycleLensError, throwIfCancelled } from "../../core/errors";
import { readElfFile } from "../../cli/elfFile";
import { programVersion } from "../../cli/programVersion";
import type { Guest } from "../../protocol/requests";
import { createRun, discardRun } from "../../runs/create";
import { isRecord } from "../../protocol/guards";
import { readJson, runFiles } from "../../runs/files";
import { finishRun } from "../../runs/finish";
import { runFolderVariable } from "../../runs/runFolderVariable";
import type { RunDraft, RunInput } from "../../runs/runJson";
import { runTool } from "../../runs/runner";
import { nameOfElf } from "../../runs/title";
import { loadProfile } from "../../server/workerClient";
import { machineOfElf } from "../../toolchains/elfMachine";
import { frameInput, hexBytes, u32Bytes, type InputValue } from "../../toolchains/framing";
import type { GuestRunRequest } from "../context";
import { dataText } from "../data";
import type { ToolCall } from "../tool";
import type { Folders } from "./folders";

/** What is run, checked and read; the engine has not started. */
export interface ReadyGuest {
  readonly machine: EngineMachineName;
  readonly elf: string;
  readonly guest: Guest | null;
  readonly name: string;
  /** Where the run is kept. */
  readonly root: string;
  /** Of the command line: input, framing, a bound of steps. */
  readonly flags: readonly string[];
  readonly record: RunInput | null;
  readonly maxSteps: number | null;
}

const mostInput = 2 ** 30;
const mostElf = 512 * 2 ** 20;

/** Reads the guest and its input. Throws `not-found`, `bad-input`, `unsupported`, `usage`, `too-large`. */
export async function readyGuest(
  wanted: GuestRunRequest,
  folders: Folders,
  guests: readonly Guest[],
): Promise<ReadyGuest> {
  const elf = await folders.resolve(wanted.elf).catch((error: unknown) => {
    if (!CycleLensError.is(error, "not-found")) throw error;
    throw new CycleLensError("not-found", error.message, `${error.hint}; build the guest first`, {
      cause: error,
    });
  });
  await requireFile(elf, wanted.elf, mostElf);
  const { elf: image } = await readElfFile(elf).catch((error: unknown) => {
    if (!CycleLensError.is(error, "bad-input")) throw error;
    throw new CycleLensError("bad-input", `${dataText(wanted.elf)}: ${error.message}`, error.hint, {
      cause: error,
    });
  });
  const machine = machineOfElf(image);
  if (machine !== "zisk" && machine !== "sp1")
    throw new CycleLensError(
      "unsupported",
      `${dataText(wanted.elf)} is no guest that the embedded engine runs (${machine})`,
      "give a 64-bit ELF of ZisK or SP1, or open a profile that its own tools have written",
    );
  const { values, flags } = await valuesOf(wanted, folders);
  if (machine === "sp1" && wanted.framing !== null)
    throw new CycleLensError(
      "usage",
      "framing belongs to ZisK",
      "leave it out: each value is one buffer of SP1's stdin",
    );
  const buffers =
    machine === "sp1"
      ? values.map((value) => value.bytes)
      : values.length === 0
        ? []
        : [frameInput(values, wanted.framing ?? undefined)];
  const name = nameOfElf(elf);
  const guest = guestOf(elf, name, machine, guests);
  return {
    machine,
    elf,
    guest,
    name: guest?.bin ?? name,
    root: guest !== null && folders.has(guest.root) ? guest.root : (folders.rootOf(elf) ?? folders.roots[0]!),
    flags,
    record: buffers.length === 0 ? null : recordOf(buffers, wanted, flags),
    maxSteps: wanted.maxSteps,
  };
}

/** How to start our own command line: program and first arguments, and what its environment must have. */
export interface OwnProgram {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The command line beside the running bundle, by this process's own Node (the editor's is Electron). */
export function bundledProgram(): OwnProgram {
  return {
    argv: [process.execPath, path.join(__dirname, "cli.js")],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
  };
}

const progressMs = 300;

/**
 * Runs it in a process of its own, which may take its memory and be ended, and keeps the run; gives the run's id. A
 * cancelled run is not kept. Throws `cancelled`, `tool-failed`, `io`, and what reading its profile throws.
 */
export async function runGuest(ready: ReadyGuest, own: OwnProgram, call: ToolCall): Promise<string> {
  const { machine, elf, guest, root } = ready;
  const model = engineModelId(machine, null);
  const draft: RunDraft = {
    schema: "cyclelens.run/1",
    guest: { name: ready.name, bin: guest?.bin ?? null, manifestPath: guest?.manifestPath ?? null, elf },
    machine,
    mode: "full",
    argv: [engineName, "profile", elf, "--engine", "embedded", "--model", model],
    engine: { name: engineName, version: programVersion },
    input: ready.record,
    startedAt: new Date().toISOString(),
  };
  const folder = await createRun(root, draft);
  const watch = setInterval(() => void tell(folder, ready, call), progressMs);
  try {
    const exit = await runTool({
      folder,
      argv: [
        ...own.argv,
        "profile",
        elf,
        "--engine",
        "embedded",
        "--machine",
        machine,
        "--model",
        model,
        ...ready.flags,
      ],
      cwd: root,
      env: { ...own.env, [runFolderVariable]: folder, NO_COLOR: "1" },
      terminal: null,
      phase: "run",
      signal: call.signal,
    });
    throwIfCancelled(call.signal);
    if (!(await isHeld(folder))) throw await refusal(folder, exit.exitCode);
    const done = await finishRun(folder, { load: (request) => loadProfile(request) });
    return done.run.id;
  } catch (error) {
    await discardRun(folder);
    throw error;
  } finally {
    clearInterval(watch);
  }
}

async function tell(folder: string, { name, maxSteps }: ReadyGuest, call: ToolCall): Promise<void> {
  const progress = await readJson(path.join(folder, runFiles.progress), 2 ** 16);
  const steps = isRecord(progress) ? progress["steps"] : null;
  if (typeof steps === "number") call.progress(`running ${name}: steps`, steps, maxSteps);
}

async function isHeld(folder: string): Promise<boolean> {
  return (await stat(path.join(folder, runFiles.profile)).catch(() => null)) !== null;
}

/** Why there is no profile, in the command line's own words: `cyclelens: WHAT — HINT`. */
async function refusal(folder: string, exitCode: number | null): Promise<CycleLensError> {
  const said = await readFile(path.join(folder, runFiles.stderr), "utf8").catch(() => "");
  const [, what, hint] = /^cyclelens: (.{1,2000}?) — (.{1,2000})$/m.exec(said) ?? [];
  return new CycleLensError(
    exitCode === 3 ? "bad-input" : "tool-failed",
    what ?? `the engine ended with code ${exitCode ?? "?"} and left no profile`,
    hint ?? "run it by hand to see why: cyclelens profile ELF --engine embedded",
  );
}

interface Values {
  readonly values: readonly InputValue[];
  readonly flags: readonly string[];
}

async function valuesOf(wanted: GuestRunRequest, folders: Folders): Promise<Values> {
  const values: InputValue[] = [];
  const flags: string[] = [];
  if (wanted.inputFile !== null) {
    const file = await folders.resolve(wanted.inputFile);
    await requireFile(file, wanted.inputFile, mostInput);
    values.push({ kind: "file", bytes: await readFile(file) });
    flags.push("--input", file);
  }
  for (const hex of wanted.bytesHex) {
    values.push({ kind: "bytes", bytes: hexBytes(hex) });
    flags.push(`--bytes=${hex}`);
  }
  for (const value of wanted.u32) {
    values.push({ kind: "bytes", bytes: u32Bytes(String(value)) });
    flags.push(`--u32=${value}`);
  }
  if (wanted.framing !== null) flags.push("--framing", wanted.framing);
  if (wanted.maxSteps !== null) flags.push("--max-steps", String(wanted.maxSteps));
  return { values, flags };
}

/** As `cyclelens profile` writes it. */
function recordOf(
  buffers: readonly Uint8Array[],
  wanted: GuestRunRequest,
  flags: readonly string[],
): RunInput {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for (const buffer of buffers) {
    hash.update(buffer);
    sizeBytes += buffer.length;
  }
  const only = wanted.bytesHex.length + wanted.u32.length === 0;
  const file = only && flags[0] === "--input" ? flags[1]! : null;
  return { file, framing: wanted.framing, sizeBytes, sha256: hash.digest("hex") };
}

/** The package that the ELF was built from: the one guest of that bin below whose `target` it stands. */
function guestOf(elf: string, name: string, machine: string, guests: readonly Guest[]): Guest | null {
  const found = guests.filter(
    (guest) =>
      guest.machine === machine &&
      guest.bin === name &&
      elf.startsWith(path.join(guest.root, "target") + path.sep),
  );
  return found.length === 1 ? found[0]! : null;
}

async function requireFile(file: string, named: string, most: number): Promise<void> {
  const info = await stat(file);
  if (!info.isFile()) throw new CycleLensError("bad-input", `${dataText(named)} is no file`, "give a file");
  if (info.size > most)
    throw new CycleLensError(
      "too-large",
      `${dataText(named)} is larger than ${most / 2 ** 20} MB`,
      "give a smaller one",
    );
}
