import type { CliIo } from "./io";

/** One command of the table in docs/cli.md. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The text of `cyclelens NAME --help`. */
  readonly usage: string;
  /** `--help` is read by the command itself, where it stands. */
  readonly answersHelp?: true;
  /** Gives the exit code; throws CycleLensError. */
  run(args: readonly string[], io: CliIo): Promise<number>;
}
