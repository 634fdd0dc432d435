import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { inflateSync } from "node:zlib";
import type { ResolveCoverage } from "../../core/coverage/inputs";
import { backends, type Coverage } from "../../core/coverage/types";
import { CycleLensError } from "../../core/errors";
import { coverageCsv } from "../../core/report/coverageCsv";
import { coverageGithub } from "../../core/report/coverageGithub";
import { coverageMarkdown } from "../../core/report/coverageMarkdown";
import { coverageText } from "../../core/report/coverageText";
import { readElf } from "../../core/symbols/elf";
import { readAll } from "../../runs/fileSource";
import { expandRunFolders } from "../../runs/loadProfile";
import { loadProfile } from "../../server/workerClient";
import { readCoverageFiles } from "../../toolchains/coverageInputs";
import { resolveFolder } from "../../toolchains/resolveFolder";
import { choice, formatOf, isOn, parse, text, type ParsedArgs } from "../args";
import { readAllowed, refusedOf, type Allowed, type Refused } from "../coverageCheck";
import type { Command } from "../command";
import { exitCodes } from "../exit";
import { emit, wantsColor, type CliIo } from "../io";

const formats = ["text", "json", "md", "csv", "github"] as const;
type Format = (typeof formats)[number];
const maxRulesBytes = 4 * 2 ** 20;
const maxSectionBytes = 512 * 2 ** 20;

/** `cyclelens coverage`, over the resolver of the core. */
export function coverageCommand(resolve: ResolveCoverage): Command {
  return {
    name: "coverage",
    summary: "which crypto of the guests below a folder runs on precompiles",
    usage: `cyclelens coverage DIR [--backend B] [--profile FILE] [--elf ELF] [--rules FILE] [--cargo]
                   [--check] [--allow FILE] [--format F | --json] [-o FILE]

Reads every Cargo.toml, Cargo.lock and openvm.toml below DIR and says per guest and operation whether it is
accelerated, why not, and the edit that would change it. No process is started without --cargo.

  --backend B     only guests of sp1, zisk, risc0 or openvm
  --profile FILE  a run of the guest: what each operation costs in it, and what it gives away
  --elf ELF       the guest's program: symbols of providers and precompiles are evidence
  --rules FILE    rules that add to or override the built-in ones, as cyclelens.rules.json does
  --cargo         asks cargo metadata (--locked --offline) for features and targets
  --check         ends with 1 where an operation is unpatched, unused, drifted or inert, or a file is broken
  --allow FILE    operations that --check lets pass: lines of OPERATION [GUEST] # REASON
  --format F      text (default), json, md, csv, github (annotations of a workflow)
  -o FILE         write the answer there instead of stdout`,
    async run(args, io) {
      const parsed = parse("coverage", args, {
        format: { type: "string" },
        output: { type: "string", short: "o" },
        backend: { type: "string" },
        profile: { type: "string" },
        elf: { type: "string" },
        rules: { type: "string" },
        cargo: { type: "boolean" },
        check: { type: "boolean" },
        allow: { type: "string" },
      });
      const format = formatOf(parsed, formats);
      const allowed = await allowedOf(parsed, io);
      const dir = folderOf(parsed, io);
      const answer = await coverageOf(resolve, dir, parsed, io);
      const refused = isOn(parsed, "check") ? refusedOf(answer, allowed) : null;
      await emit(io, print(answer, format, refused, { parsed, io, dir }), text(parsed, "output"));
      if (refused !== null && answer.guests.length === 0)
        io.stderr.write(`cyclelens: there is no guest below ${dir}, so nothing was checked\n`);
      for (const row of allowed ?? [])
        if (!row.used) io.stderr.write(`cyclelens: --allow line ${row.line} allows nothing that is there\n`);
      return refused !== null && refused.length > 0 ? exitCodes.no : exitCodes.done;
    },
  };
}

function folderOf(parsed: ParsedArgs, io: CliIo): string {
  const [dir, ...more] = parsed.files;
  if (dir === undefined || more.length > 0)
    throw new CycleLensError("usage", "coverage wants one folder", "see: cyclelens coverage --help");
  return path.resolve(io.cwd, dir);
}

async function allowedOf(parsed: ParsedArgs, io: CliIo): Promise<readonly Allowed[] | null> {
  const file = text(parsed, "allow");
  if (file === undefined) return null;
  return readAllowed(await textOf(path.resolve(io.cwd, file)), file);
}

async function coverageOf(
  resolve: ResolveCoverage,
  dir: string,
  parsed: ParsedArgs,
  io: CliIo,
): Promise<Coverage> {
  const at = (name: string): string | null => {
    const file = text(parsed, name);
    return file === undefined ? null : path.resolve(io.cwd, file);
  };
  const backend = choice(parsed, "backend", backends);
  const [rules, elf, profile] = [at("rules"), at("elf"), at("profile")];
  const loaded =
    profile === null
      ? null
      : await loadProfile({ files: await expandRunFolders([profile]), elf }, { signal: io.signal });
  const image =
    elf === null
      ? null
      : readElf(await readAll(elf), {
          inflate: (bytes) => inflateSync(bytes, { maxOutputLength: maxSectionBytes }),
        });
  return resolveFolder(await readCoverageFiles(dir, { signal: io.signal }), resolve, {
    ...(backend === undefined ? {} : { backend }),
    ...(rules === null ? {} : { rules: [{ file: rules, text: await textOf(rules) }] }),
    ...(loaded === null ? {} : { profile: { guest: null, profile: loaded } }),
    ...(image === null ? {} : { elf: { guest: null, elf: image } }),
    cargo: isOn(parsed, "cargo") ? { signal: io.signal } : null,
  });
}

async function textOf(file: string): Promise<string> {
  const info = await stat(file).catch(() => null);
  if (info === null) throw new CycleLensError("not-found", `${file} does not exist`, "check the path");
  if (!info.isFile()) throw new CycleLensError("bad-input", `${file} is no file`, "give a file");
  if (info.size > maxRulesBytes)
    throw new CycleLensError("too-large", `${file} is larger than 4 MB`, "give a smaller file");
  return readFile(file, "utf8");
}

function print(
  answer: Coverage,
  format: Format,
  refused: readonly Refused[] | null,
  { parsed, io, dir }: { parsed: ParsedArgs; io: CliIo; dir: string },
): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(answer, null, 2)}\n`;
    case "md":
      return coverageMarkdown(answer);
    case "csv":
      return coverageCsv(answer);
    case "github": {
      const root = io.env["GITHUB_WORKSPACE"] ?? io.cwd;
      const way = path.relative(root, dir).split(path.sep).join("/");
      return coverageGithub(answer, {
        prefix: way === "" ? "" : `${way}/`,
        levelOf: (guest, { operation }) =>
          refused?.some((row) => row.guest === guest.manifest && row.operation === operation)
            ? "error"
            : "warning",
      });
    }
    case "text": {
      const file = text(parsed, "output");
      const toTerminal = file === undefined || file === "-";
      const body = coverageText(answer, {
        color: toTerminal && wantsColor(io),
        width: toTerminal ? (io.stdout.columns ?? 80) : 80,
      });
      return refused === null ? body : `${body}\n${verdict(refused, answer)}`;
    }
  }
}

function verdict(refused: readonly Refused[], { coverage }: Coverage): string {
  const unknown = coverage.reduce((sum, row) => sum + row.unknown, 0);
  if (refused.length === 0)
    return unknown === 0 ? "check: passed\n" : `check: passed, but ${unknown} unknown were not judged\n`;
  const rows = refused.map(({ what, guest, why }) => `  ${what} in ${guest}: ${why}\n`).join("");
  return `check: refused, ${refused.length} to fix or to allow\n${rows}`;
}
