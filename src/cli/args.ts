import { parseArgs, type ParseArgsConfig } from "node:util";
import { CycleLensError } from "../core/errors";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** One flag as it stood on the command line, in order. */
export interface FlagToken {
  readonly name: string;
  readonly value: string | undefined;
}

export interface ParsedArgs {
  readonly flags: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly tokens: readonly FlagToken[];
  readonly files: readonly string[];
}

/** Flags that every command takes. */
const commonFlags: Options = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
};

/** `node:util` parseArgs with errors of ours. Throws `usage`. */
export function parse(command: string, args: readonly string[], options: Options): ParsedArgs {
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...args],
      options: { ...commonFlags, ...options },
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    return {
      flags: values as ParsedArgs["flags"],
      tokens: tokens.flatMap((token) =>
        token.kind === "option" ? [{ name: token.name, value: token.value }] : [],
      ),
      files: positionals,
    };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new CycleLensError(
      "usage",
      `${command}: ${text.split(/\.\s/)[0] ?? text}`,
      `see: cyclelens ${command} --help`,
    );
  }
}

/** The value of a string flag; undefined where it was not given. */
export function text(args: ParsedArgs, name: string): string | undefined {
  const value = args.flags[name];
  return typeof value === "string" ? value : undefined;
}

/** All values of a flag that may be repeated, in order. */
export function list(args: ParsedArgs, name: string): readonly string[] {
  const value = args.flags[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** Whether a flag without a value was given. */
export function isOn(args: ParsedArgs, name: string): boolean {
  return args.flags[name] === true;
}

/** A whole number from 1; undefined where the flag was not given. Throws `usage`. */
export function count(args: ParsedArgs, name: string): number | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  const number = Number(value.replace(/_/g, ""));
  if (!/^[\d_]+$/.test(value) || !Number.isSafeInteger(number) || number < 1)
    throw new CycleLensError(
      "usage",
      `--${name} ${value} is no whole number from 1`,
      `give one, like --${name} 1000000`,
    );
  return number;
}

/** One of a few words; undefined where the flag was not given. Throws `usage`. */
export function choice<T extends string>(args: ParsedArgs, name: string, words: readonly T[]): T | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found === undefined)
    throw new CycleLensError("usage", `--${name} ${value} is not known`, `choose one of ${words.join(", ")}`);
  return found;
}

/** One of the forms that a command prints; `--json` is short for `--format json`. Throws `usage`. */
export function formatOf<T extends string>(
  args: ParsedArgs,
  forms: readonly (T | "json" | "text")[],
): T | "json" | "text" {
  const format = choice(args, "format", forms);
  if (!isOn(args, "json")) return format ?? "text";
  if (format === undefined || format === "json") return "json";
  throw new CycleLensError(
    "usage",
    `--json and --format ${format} contradict each other`,
    "give one of them",
  );
}
