import path from "node:path";
import { CycleLensError } from "../core/errors";
import { locateTool } from "../toolchains/locate";
import { choice, count, isOn, text, type ParsedArgs } from "./args";
import type { CliIo } from "./io";
import { machineOfElfFile } from "./machineOf";
import {
  elfOfWords,
  engineChoice,
  refuseHostWords,
  type EngineChoice,
  type ProfileArgs,
} from "./profileArgs";
import { profileEmbedded, type EmbeddedSubject } from "./profileEmbedded";
import { profileSp1Embedded } from "./profileSp1Embedded";
import { checkOutput } from "./render";

/**
 * Runs `profile ELF` in the embedded engine; null where another engine is meant, or a guest has to be built first.
 * Nothing has happened then. Throws what the command throws.
 */
export async function profileElf(words: ProfileArgs, io: CliIo): Promise<number | null> {
  const { parsed } = words;
  checkOutput(parsed, io);
  const engine = engineChoice(parsed);
  const [file] = parsed.files;
  if (text(parsed, "manifest-path") !== undefined || file === undefined) return null;
  const wanted = choice(parsed, "machine", ["zisk", "sp1"] as const);
  const machine = await machineOfElfFile(path.resolve(io.cwd, file), wanted);
  const subject = (): EmbeddedSubject => ({ machine, elf: elfOfWords(parsed, io)!, guest: null });
  if (machine === "sp1")
    return isSp1Embedded(engine, words)
      ? await profileSp1Embedded(() => Promise.resolve(subject()), words, io)
      : null;
  checkZisk(engine, words);
  const zisk = subject();
  return (await isZiskEmbedded(engine, words, io))
    ? await profileZiskEmbedded(engine, zisk, words, io)
    : null;
}

/** SP1: the embedded engine unless a host is named, or asked for. */
export function isSp1Embedded(engine: EngineChoice, { parsed }: ProfileArgs): boolean {
  return engine === "embedded" || (engine === "auto" && text(parsed, "host") === undefined);
}

/** What can be told before anything is built or started. Throws `usage`. */
export function checkZisk(engine: EngineChoice, words: ProfileArgs): void {
  refuseHostWords(words, "belongs to SP1", "add --machine sp1, or leave it out");
  count(words.parsed, "max-steps");
  if (isOn(words.parsed, "verify") && engine === "embedded")
    throw new CycleLensError("usage", "--verify runs both engines", "leave --engine out");
}

/** ZisK: the embedded engine where there is no ziskemu, or where it is asked for. */
export async function isZiskEmbedded(
  engine: EngineChoice,
  { parsed }: ProfileArgs,
  io: CliIo,
): Promise<boolean> {
  if (engine !== "auto") return engine === "embedded";
  if (isOn(parsed, "verify")) return false;
  if (wantsInlined(parsed)) return true;
  return (await locateTool("ziskemu", { path: io.env["PATH"] }).catch(() => null)) === null;
}

/** Runs a guest of ZisK in the embedded engine and prints its profile; gives the exit code. */
export async function profileZiskEmbedded(
  engine: EngineChoice,
  subject: EmbeddedSubject,
  { parsed }: ProfileArgs,
  io: CliIo,
): Promise<number> {
  const code = await profileEmbedded(subject, parsed, io);
  // Behind the run: where there is none, the error is all that standard error holds.
  if (engine === "auto" && !wantsInlined(parsed))
    io.stderr.write("cyclelens: ziskemu is not installed; this is a run of the embedded engine\n");
  return code;
}

/** What the embedded engine alone tells. */
function wantsInlined(parsed: ParsedArgs): boolean {
  return isOn(parsed, "inlined") || text(parsed, "inlined-up-to") !== undefined;
}
