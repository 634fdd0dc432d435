import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { profileToJson } from "../core/profile/json";
import type { Profile } from "../core/profile/model";
import { csvReport } from "../core/report/csv";
import { foldedReport } from "../core/report/folded";
import { markdownReport } from "../core/report/markdown";
import { speedscopeReport } from "../core/report/speedscope";
import { textReport } from "../core/report/text";
import { choice, isOn, type ParsedArgs } from "./args";
import { emit, wantsColor, type CliIo } from "./io";
import { text } from "./args";

export const formats = ["text", "json", "md", "csv", "folded", "speedscope", "html"] as const;
export type Format = (typeof formats)[number];

/** The flags of every command that prints a profile. */
export const outputFlags = {
  format: { type: "string" },
  output: { type: "string", short: "o" },
} as const;

/** `--json` is short for `--format json`. Throws `usage`. */
export function formatOf(args: ParsedArgs): Format {
  const format = choice(args, "format", formats);
  if (isOn(args, "json") && format !== undefined && format !== "json")
    throw new CycleLensError(
      "usage",
      `--json and --format ${format} contradict each other`,
      "give one of them",
    );
  return isOn(args, "json") ? "json" : (format ?? "text");
}

/** Prints a profile in the wanted form. `full` adds call tree and instructions to JSON. */
export async function printProfile(
  io: CliIo,
  args: ParsedArgs,
  profile: Profile,
  full: boolean,
): Promise<void> {
  const file = text(args, "output");
  const format = formatOf(args);
  const toTerminal = file === undefined || file === "-";
  await emit(io, render(profile, format, { full, io, toTerminal }), file);
}

function render(
  profile: Profile,
  format: Format,
  how: { full: boolean; io: CliIo; toTerminal: boolean },
): string {
  const { full, io, toTerminal } = how;
  switch (format) {
    case "json":
      return `${JSON.stringify(profileToJson(profile, { full }), null, 2)}\n`;
    case "md":
      return markdownReport(profile);
    case "csv":
      return csvReport(profile);
    case "folded":
      return foldedReport(profile);
    case "speedscope":
      return `${JSON.stringify(speedscopeReport(profile))}\n`;
    case "html":
      return flameHtml(profile);
    case "text":
      return textReport(profile, {
        color: toTerminal && wantsColor(io),
        width: toTerminal ? (io.stdout.columns ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
      });
  }
}

/** One HTML file with script and style inside, from the bundles beside this program. */
function flameHtml(profile: Profile): string {
  void profile;
  const folder = path.join(__dirname, "webview");
  const read = (name: string) =>
    existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), "utf8") : "";
  void read;
  throw new CycleLensError("unsupported", "the HTML form is not built in", "use --format speedscope");
}
