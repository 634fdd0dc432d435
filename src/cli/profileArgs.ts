import path from "node:path";
import { CycleLensError } from "../core/errors";
import { choice, list, parse, text, type ParsedArgs } from "./args";
import { inputFlags } from "./input";
import type { CliIo } from "./io";
import { outputFlags } from "./render";

/** The words of a `profile` command line. */
export interface ProfileArgs {
  readonly parsed: ParsedArgs;
  /** What stands behind `--`; null without one. */
  readonly hostArgs: readonly string[] | null;
}

const sp1Flags = {
  host: { type: "string" },
  "host-bin": { type: "string" },
  "host-features": { type: "string", multiple: true },
  "sample-rate": { type: "string" },
} as const;

export const profileSummary = "run a guest and print what it costs";

export const profileUsage = `cyclelens profile ELF [options]
cyclelens profile --manifest-path P [--bin B] [--features F] [options]
cyclelens profile ELF --machine sp1 [--host DIR] [options] [-- HOST-ARGS…]

Builds the guest if a manifest is given (cargo-zisk build --release, cargo prove build; with line tables), runs it
in ziskemu, a host of SP1 or the embedded engine, keeps the run in .cyclelens/runs, and prints its profile. ELF may be .gz.

  --input FILE     the guest's input; --bytes HEX and --u32 N are values; all may be repeated, in order
  --framing F      zisk: each value one record (default for --bytes, --u32); raw: a file as it is
                   (default for --input); none: values without headers, padded to 8
  --max-steps N    stop after N steps
  --main-name N    the function at which ziskemu cuts its lists (default main)
  --machine M      zisk or sp1; by the ELF where it is left out
  --engine E       embedded: this program; external: ziskemu, the host; auto (default): ziskemu where it is installed,
                   the host where one is named
  --verify         runs ziskemu or the host, and the embedded engine, and shows every difference; ends with 1 where
                   there is one
  --model M        the machine's release in the embedded engine (zisk-1.4, sp1-6)
  --host DIR       SP1: the package of your host, or a trace host (or its program); it is built first
  --host-bin B     SP1: the host's bin; --host-features F: its features, profiling among them
  --sample-rate N  SP1: every Nth instruction; 1 or a prime that fits the cycles where it is left out
  -- HOST-ARGS     SP1: arguments of your own host, with {elf}, {input}, {trace}, {report}, {output}, {folder}
  --listed         JSON with call tree and instructions
  --inlined        folded, speedscope, firefox, pprof and html with inlined functions as frames of their own, JSON with
                   such a call tree: exact on each path; in the embedded engine, which is some times slower then
  --inlined-up-to N  keeps such a call tree with the run where the guest ends within N steps: it is run once more for it
  --format F       text (default), json, md, csv, folded, speedscope, firefox, pprof, html, bmf; --json is short for json
  -o FILE          write the answer there instead of stdout

Ends with 0; 1 where --verify shows a difference; 2 where the words are wrong, 3 for bad input, 4 where a tool failed,
5 where the guest failed, 130 where it was cancelled. A run that started always prints its profile.`;

/** Throws `usage`. */
export function parseProfile(args: readonly string[]): ProfileArgs {
  const end = args.indexOf("--");
  const parsed = parse("profile", end < 0 ? args : args.slice(0, end), {
    ...outputFlags,
    ...inputFlags,
    ...sp1Flags,
    "manifest-path": { type: "string" },
    bin: { type: "string" },
    features: { type: "string", multiple: true },
    machine: { type: "string" },
    engine: { type: "string" },
    model: { type: "string" },
    verify: { type: "boolean" },
    "max-steps": { type: "string" },
    "main-name": { type: "string" },
    listed: { type: "boolean" },
    inlined: { type: "boolean" },
    "inlined-up-to": { type: "string" },
  });
  return { parsed, hostArgs: end < 0 ? null : args.slice(end + 1) };
}

/** Throws `usage` where something is given that a host of SP1 alone takes: `why` and `hint` say what it is not for. */
export function refuseHostWords({ parsed, hostArgs }: ProfileArgs, why: string, hint: string): void {
  const flag = Object.keys(sp1Flags).find((name) => parsed.flags[name] !== undefined);
  if (flag === undefined && hostArgs === null) return;
  throw new CycleLensError(
    "usage",
    `${flag === undefined ? "what stands behind --" : `--${flag}`} ${why}`,
    hint,
  );
}

export type EngineChoice = "auto" | "embedded" | "external";

/** Throws `usage`. */
export function engineChoice(parsed: ParsedArgs): EngineChoice {
  return choice(parsed, "engine", ["auto", "embedded", "external"] as const) ?? "auto";
}

/** The one ELF that is given; null where a manifest is. Throws `usage`. */
export function elfOfWords(parsed: ParsedArgs, io: CliIo): string | null {
  const [elf, ...more] = parsed.files;
  const hasManifest = text(parsed, "manifest-path") !== undefined;
  if (hasManifest && elf === undefined) return null;
  if (hasManifest || elf === undefined || more.length > 0)
    throw new CycleLensError(
      "usage",
      "profile wants one ELF or --manifest-path",
      "see: cyclelens profile --help",
    );
  if (text(parsed, "bin") !== undefined || list(parsed, "features").length > 0)
    throw new CycleLensError(
      "usage",
      "--bin and --features belong to --manifest-path",
      "give one or the other",
    );
  return path.resolve(io.cwd, elf);
}
