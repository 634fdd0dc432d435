import { isArrayOf, isRecord, isText } from "../../protocol/guards";
import type { RunUpdate } from "../../protocol/coverage";

/** A package of a lock as cargo takes it: `sha2`, `sha2@0.10.8`, `https://…#sha2@0.10.8`; never an option. */
const spec = /^[A-Za-z0-9_][A-Za-z0-9_.+@:/#%?=&~-]*$/;
const switches = new Set(["--workspace", "--offline", "--locked", "--aggressive", "--recursive"]);
const withValue = new Set(["-p", "--package", "--precise"]);

/** Whether an argv is one of those that a fix may ask to run: cargo itself, changing nothing but the lock. */
export function isUpdateArgv(argv: readonly string[]): boolean {
  const [program, command, ...rest] = argv;
  if (program !== "cargo" || (command !== "update" && command !== "generate-lockfile")) return false;
  for (let at = 0; at < rest.length; at++) {
    const argument = rest[at]!;
    if (switches.has(argument)) continue;
    if (withValue.has(argument)) {
      const value = rest[++at];
      if (value === undefined || !spec.test(value)) return false;
    } else if (!spec.test(argument)) return false;
  }
  return true;
}

/** What a command link or code action handed over; null where it is not ours. */
export function runUpdateOf(value: unknown): RunUpdate | null {
  if (!isRecord(value) || !isText(value["cwd"], 4096) || value["cwd"] === "") return null;
  const isArgument = (item: unknown): item is string => isText(item, 1000);
  const isArgv = (item: unknown): item is readonly string[] => isArrayOf(item, 64, isArgument);
  const { cwd, then } = value;
  if (!isArrayOf(then, 64, isArgv) || then.length === 0 || !then.every(isUpdateArgv)) return null;
  return { cwd, then };
}

/** As a person would type it. */
export function commandText(then: readonly (readonly string[])[]): string {
  return then.map((argv) => argv.join(" ")).join(" && ");
}
