import { statSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { CycleLensError } from "../core/errors";
import { columnsOf, factsToJson, type ProfileJson } from "../core/profile/json";
import type { Profile } from "../core/profile/model";
import { bmfReport } from "../core/report/bmf";
import { csvReport } from "../core/report/csv";
import { firefoxReport } from "../core/report/firefox";
import { foldedReport } from "../core/report/folded";
import { checkTellsInlined, withInlinedStacks } from "../core/report/inlinedStacks";
import { markdownReport } from "../core/report/markdown";
import { pprofReport } from "../core/report/pprof";
import { speedscopeReport } from "../core/report/speedscope";
import { textReport } from "../core/report/text";
import { ioError } from "../runs/create";
import { flameHtml } from "../runs/flameHtml";
import { formatOf, isOn, text, type ParsedArgs } from "./args";
import { emit, wantsColor, type CliIo } from "./io";

const formats = [
  "text",
  "json",
  "md",
  "csv",
  "folded",
  "speedscope",
  "firefox",
  "pprof",
  "html",
  "bmf",
] as const;
export type Format = (typeof formats)[number];

/** The flags of every command that prints a profile. */
export const outputFlags = {
  format: { type: "string" },
  output: { type: "string", short: "o" },
} as const;

/**
 * What can be told of the answer before anything runs: a guest may take an hour. Throws `usage`, and `io` for a file that
 * cannot be written.
 */
export function checkOutput(args: ParsedArgs, io: CliIo): void {
  const file = text(args, "output");
  const toTerminal = file === undefined || file === "-";
  if (formatOf(args, formats) === "pprof" && toTerminal && io.stdout.isTTY === true)
    throw new CycleLensError("usage", "pprof is no text for a terminal", "add -o FILE.pb.gz");
  if (toTerminal) return;
  const target = path.resolve(io.cwd, file);
  const code = isFolder(target) ? "EISDIR" : isFolder(path.dirname(target)) ? null : "ENOENT";
  if (code !== null) throw ioError(Object.assign(new Error(code), { code }), `cannot write ${target}`);
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a profile is printed as JSON. */
export function wantsJson(args: ParsedArgs): boolean {
  return formatOf(args, formats) === "json";
}

/**
 * Prints a profile in the wanted form. `full` adds call tree and instructions to JSON; `facts`: what else is in it, where
 * it is known.
 */
export async function printProfile(
  io: CliIo,
  args: ParsedArgs,
  profile: Profile,
  how: { readonly title: string; readonly full: boolean; readonly facts?: ProfileJson | undefined },
): Promise<void> {
  const file = text(args, "output");
  const format = formatOf(args, formats);
  const toTerminal = file === undefined || file === "-";
  const inlined = isOn(args, "inlined");
  const shown = inlined ? withInlined(profile, format) : profile;
  await emit(io, render(shown, format, { ...how, inlined, io, toTerminal }), file);
}

/** What `--inlined` makes of the profile for a format. Throws `unsupported` where stacks are wanted that it does not tell. */
function withInlined(profile: Profile, format: Format): Profile {
  switch (format) {
    case "folded":
    case "speedscope":
    case "firefox":
    case "pprof":
      return withInlinedStacks(profile);
    case "html":
      // A page has both trees and a switch of its own.
      checkTellsInlined(profile);
      return profile;
    default:
      return profile;
  }
}

function render(
  profile: Profile,
  format: Format,
  how: {
    title: string;
    full: boolean;
    facts?: ProfileJson | undefined;
    inlined: boolean;
    io: CliIo;
    toTerminal: boolean;
  },
): string | Uint8Array {
  const { title, full, inlined, io, toTerminal } = how;
  switch (format) {
    case "json": {
      const facts = how.facts ?? factsToJson(profile);
      const json = { ...facts, ...columnsOf(profile, { full, inlined: inlined || full }) };
      return `${JSON.stringify(json, null, 2)}\n`;
    }
    case "md":
      return markdownReport(profile, { title });
    case "csv":
      return csvReport(profile);
    case "folded":
      return foldedReport(profile);
    case "speedscope":
      return `${JSON.stringify(speedscopeReport(profile))}\n`;
    case "firefox":
      return `${JSON.stringify(firefoxReport(profile))}\n`;
    case "pprof":
      return gzipSync(pprofReport(profile));
    case "bmf":
      return `${JSON.stringify(bmfReport(profile, title), null, 2)}\n`;
    case "html":
      return flameHtml(profile, title);
    case "text":
      return textReport(profile, {
        title,
        color: toTerminal && wantsColor(io),
        width: toTerminal ? (io.stdout.columns ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
      });
  }
}
