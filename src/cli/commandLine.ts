import { CycleLensError } from "../core/errors";
import { resolveCoverage } from "../core/coverage/coverage";
import { baseline } from "./commands/baseline";
import { coverageCommand } from "./commands/coverage";
import { doctor } from "./commands/doctor";
import { unknownCommand } from "./commands/later";
import { lsp } from "./commands/lsp";
import { profile } from "./commands/profile";
import { report } from "./commands/report";
import { run } from "./commands/run";
import { runs } from "./commands/runs";
import type { Command } from "./command";
import { exitCodes } from "./exit";
import { fail } from "./fail";
import { emit, type CliIo } from "./io";
import { programVersion } from "./programVersion";

const coverage = coverageCommand(resolveCoverage);
const commands: readonly Command[] = [profile, report, coverage, run, runs, baseline, doctor, lsp];

/** Runs one command line (without node and script). Gives the exit code; never throws. */
export async function commandLine(args: readonly string[], io: CliIo): Promise<number> {
  const [name, ...rest] = args;
  // What stands behind -- belongs to another program.
  const own = args.slice(0, args.indexOf("--") < 0 ? args.length : args.indexOf("--"));
  const json =
    own.includes("--json") || own.includes("--format=json") || own[own.indexOf("--format") + 1] === "json";
  try {
    if (name === undefined || name === "--help" || name === "-h" || name === "help")
      return await help(rest[0], name === undefined, io);
    if (name === "--version" || name === "-V") {
      await emit(io, `cyclelens ${programVersion}\n`, undefined);
      return 0;
    }
    if (name.startsWith("-"))
      throw new CycleLensError("usage", `${name} is no command`, "see what there is: cyclelens --help");
    const command = commands.find((candidate) => candidate.name === name) ?? unknownCommand(name);
    if (own.slice(1).some((arg) => arg === "--help" || arg === "-h")) return await help(name, false, io);
    return await command.run(rest, io);
  } catch (error) {
    return fail(io, error, json);
  }
}

async function help(name: string | undefined, asError: boolean, io: CliIo): Promise<number> {
  const command = commands.find((candidate) => candidate.name === name);
  if (name !== undefined && command === undefined) unknownCommand(name);
  const width = Math.max(...commands.map((row) => row.name.length));
  const all = commands.map((row) => `  ${row.name.padEnd(width)}  ${row.summary}`).join("\n");
  const text =
    command === undefined
      ? `cyclelens — what a zkVM guest costs to prove\n\n${all}\n\ncyclelens COMMAND --help tells more; cyclelens --version\n`
      : `${command.usage}\n`;
  if (!asError) await emit(io, text, undefined);
  else io.stderr.write(text);
  return asError ? exitCodes.usage : exitCodes.done;
}
