import { CycleLensError } from "../core/errors";
import { unknownCommand } from "./commands/later";
import type { Command } from "./command";
import { exitCodes } from "./exit";
import { fail } from "./fail";
import { emit, type CliIo } from "./io";
import { programVersion } from "./programVersion";

/** Commands by name; each is set up when it is asked for. */
export type CommandTable = Readonly<Record<string, () => Promise<Command>>>;

/** Runs one command line (without node and script) with the commands of a table. Gives the exit code; never throws. */
export async function runCommand(
  commands: CommandTable,
  args: readonly string[],
  io: CliIo,
): Promise<number> {
  const [name] = args;
  return await runParsed(args, io, async (rest) => {
    if (name === undefined || name === "--help" || name === "-h" || name === "help")
      return await help(commands, rest[0], name === undefined, io);
    if (name === "--version" || name === "-V") {
      await emit(io, `cyclelens ${programVersion}\n`, undefined);
      return 0;
    }
    if (name.startsWith("-"))
      throw new CycleLensError("usage", `${name} is no command`, "see what there is: cyclelens --help");
    const command = await commandOf(commands, name);
    return isHelp(rest) && !command.answersHelp
      ? await help(commands, name, false, io)
      : await command.run(rest, io);
  });
}

/** Runs what comes behind a command's name; errors are printed by the contract. */
export async function runParsed<T>(
  args: readonly string[],
  io: CliIo,
  run: (rest: readonly string[]) => Promise<T>,
): Promise<T | number> {
  try {
    return await run(args.slice(1));
  } catch (error) {
    const own = ownWords(args);
    const json =
      own.includes("--json") || own.includes("--format=json") || own[own.indexOf("--format") + 1] === "json";
    return fail(io, error, json);
  }
}

export function isHelp(rest: readonly string[]): boolean {
  return ownWords(rest).some((arg) => arg === "--help" || arg === "-h");
}

/** What stands behind -- belongs to another program. */
function ownWords(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

async function commandOf(commands: CommandTable, name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return load === undefined ? unknownCommand(name) : await load();
}

async function help(
  commands: CommandTable,
  name: string | undefined,
  asError: boolean,
  io: CliIo,
): Promise<number> {
  const text = name === undefined ? await overview(commands) : `${(await commandOf(commands, name)).usage}\n`;
  if (!asError) await emit(io, text, undefined);
  else io.stderr.write(text);
  return asError ? exitCodes.usage : exitCodes.done;
}

async function overview(commands: CommandTable): Promise<string> {
  const rows = await Promise.all(Object.keys(commands).map((name) => commandOf(commands, name)));
  const width = Math.max(...rows.map((row) => row.name.length));
  const all = rows.map((row) => `  ${row.name.padEnd(width)}  ${row.summary}`).join("\n");
  return `cyclelens — what a zkVM guest costs to prove\n\n${all}\n\ncyclelens COMMAND --help tells more; cyclelens --version\n`;
}
