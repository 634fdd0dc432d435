import { createHash } from "node:crypto";
import { appendFile, readFile, stat } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { readAllowRules, type AllowRule } from "../../core/compare/allow";
import { checkComparison, type CheckResult } from "../../core/compare/check";
import { compareProfiles } from "../../core/compare/compareProfiles";
import { parsePercent } from "../../core/compare/percent";
import type { Comparison } from "../../core/compare/types";
import { CycleLensError } from "../../core/errors";
import { compareCsv } from "../../core/report/compareCsv";
import { compareGithub } from "../../core/report/compareGithub";
import { compareHtml } from "../../core/report/compareHtml";
import { compareMarkdown } from "../../core/report/compareMarkdown";
import { compareText } from "../../core/report/compareText";
import { diffFoldedReport } from "../../core/report/diffFolded";
import { speedscopeComparison } from "../../core/report/speedscope";
import { ioError } from "../../runs/create";
import { formatOf, isOn, parse, text, type ParsedArgs } from "../args";
import type { Command } from "../command";
import { loadSide, type LoadedSide } from "../compareSide";
import { exitCodes } from "../exit";
import { emit, wantsColor, type CliIo } from "../io";
import { rootOf } from "./runs";

const formats = ["text", "json", "md", "csv", "html", "github", "folded", "speedscope"] as const;
type Format = (typeof formats)[number];
const maxAllowBytes = 4 * 2 ** 20;

export const compare: Command = {
  name: "compare",
  summary: "what changed between two runs, and whether it may",
  usage: `cyclelens compare BASE NEW [--check] [--max-regression PCT] [--per-function PCT] [--metric M]
                  [--allow FILE] [--root DIR] [--format F | --json] [-o FILE]

Says what NEW costs more or less than BASE: totals, functions, lines, opcodes, precompiles, tags, memory.
BASE and NEW each are a file that report reads, a run's id or the start of it, last, last~1 (the run before it
of the same guest), a baseline's name, or a committed cyclelens.baseline.json.

  --check               ends with 1 where NEW costs more than it may; a run that failed is refused
  --max-regression PCT  how much more the whole run may cost, in percent of BASE (0: not a single unit)
  --per-function PCT    how much more each function may cost; a new one at most PCT of the whole run
  --metric M            what is judged and sorted by: cost, steps, cycles, or a total such as precompiles
  --allow FILE          what may cost more all the same: lines of PATTERN [+PCT%] [until YYYY-MM-DD] # REASON
  --format F            text (default), json, md (for a comment), csv, html, github (annotations, and the job's summary),
                        folded (STACK BASE NEW a line, for differential flame graphs), speedscope (both runs)
  -o FILE               write the answer there instead of stdout`,
  async run(args, io) {
    const parsed = parse("compare", args, {
      check: { type: "boolean" },
      "max-regression": { type: "string" },
      "per-function": { type: "string" },
      metric: { type: "string" },
      allow: { type: "string" },
      root: { type: "string" },
      format: { type: "string" },
      output: { type: "string", short: "o" },
    });
    const [baseName, nextName, ...more] = parsed.files;
    if (baseName === undefined || nextName === undefined || more.length > 0)
      throw new CycleLensError("usage", "compare wants BASE and NEW", "see: cyclelens compare --help");
    const format = formatOf(parsed, formats);
    const gate = gateOf(parsed);
    const allow = await allowOf(parsed, io);
    const root = await rootOf(parsed, io);
    const [base, next] = await Promise.all([loadSide(baseName, root, io), loadSide(nextName, root, io)]);
    const { comparison, total } = compared(base, next, text(parsed, "metric"));
    const check =
      gate &&
      checkComparison(comparison, { ...gate, allow, total, today: new Date().toISOString().slice(0, 10) });
    await print(comparison, check, format, { parsed, io, base, next });
    for (const line of allowNotes(check, text(parsed, "allow") ?? ""))
      io.stderr.write(`cyclelens: ${line}\n`);
    return isOn(parsed, "check") && check?.passed === false ? exitCodes.no : exitCodes.done;
  },
};

/** A limit without --check is shown and does not decide. */
function gateOf(
  parsed: ParsedArgs,
): Pick<Parameters<typeof checkComparison>[1], "maxRegression" | "perFunction"> | null {
  const [whole, each] = [text(parsed, "max-regression"), text(parsed, "per-function")];
  if (!isOn(parsed, "check") && whole === undefined && each === undefined) return null;
  return {
    maxRegression: parsePercent(whole ?? "0", "--max-regression"),
    perFunction: each === undefined ? null : parsePercent(each, "--per-function"),
  };
}

async function allowOf(parsed: ParsedArgs, io: CliIo): Promise<readonly AllowRule[]> {
  const name = text(parsed, "allow");
  if (name === undefined) return [];
  const file = path.resolve(io.cwd, name);
  const info = await stat(file).catch(() => null);
  if (info === null)
    throw new CycleLensError(
      "not-found",
      `${file} does not exist`,
      "create it (an empty one allows nothing), or leave --allow out",
    );
  if (!info.isFile()) throw new CycleLensError("bad-input", `${file} is no file`, "give a file");
  if (info.size > maxAllowBytes)
    throw new CycleLensError("too-large", `${file} is larger than 4 MB`, "give a smaller file");
  return readAllowRules(await readFile(file, "utf8"), name);
}

/** `--metric` names a metric, or a total that the gate then judges. */
function compared(
  base: LoadedSide,
  next: LoadedSide,
  wanted: string | undefined,
): { comparison: Comparison; total: string | null } {
  const comparison = compareProfiles(base.profile, next.profile, {
    ...(wanted === undefined ? {} : { metric: wanted }),
    base: base.info,
    next: next.info,
  });
  if (wanted === undefined || comparison.metric === wanted) return { comparison, total: null };
  const known = [
    ...new Set([...comparison.metrics.map(({ id }) => id), ...comparison.totals.map(({ key }) => key)]),
  ];
  if (comparison.totals.some(({ key }) => key === wanted)) return { comparison, total: wanted };
  throw new CycleLensError(
    "usage",
    `--metric ${wanted} is known of neither run, or of one only`,
    `choose one of ${known.join(", ")}`,
  );
}

async function print(
  comparison: Comparison,
  check: CheckResult | null,
  format: Format,
  { parsed, io, base, next }: { parsed: ParsedArgs; io: CliIo; base: LoadedSide; next: LoadedSide },
): Promise<void> {
  const file = text(parsed, "output");
  const toTerminal = file === undefined || file === "-";
  const markdown = (): string => compareMarkdown(comparison, check, { guest: next.title });
  switch (format) {
    case "json":
      return emit(
        io,
        `${JSON.stringify(check === null ? comparison : { ...comparison, check }, null, 2)}\n`,
        file,
      );
    case "md":
      return emit(io, markdown(), file);
    case "csv":
      return emit(io, compareCsv(comparison), file);
    case "folded":
      return emit(io, diffFoldedReport(base.profile, next.profile, comparison.metric), file);
    case "speedscope": {
      const sides = [
        [base.profile, comparison.base.label],
        [next.profile, comparison.next.label],
      ] as const;
      return emit(io, `${JSON.stringify(speedscopeComparison(...sides, comparison.metric))}\n`, file);
    }
    case "html":
      return emit(io, compareHtml(comparison, check, { title: next.title, digest }), file);
    case "github":
      await addSummary(io, markdown());
      return emit(
        io,
        compareGithub(comparison, check, { guest: next.title, toRepository: repository(io, [next, base]) }),
        file,
      );
    case "text":
      return emit(
        io,
        compareText(comparison, check, {
          color: toTerminal && wantsColor(io),
          width: toTerminal ? (io.stdout.columns ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
        }),
        file,
      );
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

/** Into the summary of the job, behind what other steps wrote. */
async function addSummary(io: CliIo, markdown: string): Promise<void> {
  const file = io.env["GITHUB_STEP_SUMMARY"];
  if (file === undefined || file === "") return;
  await appendFile(path.resolve(io.cwd, file), `${markdown}\n`).catch((error: unknown) => {
    throw ioError(error, "cannot write the summary of the job");
  });
}

/** A profile's file from the root of the repository, where it is in it. */
function repository(io: CliIo, sides: readonly LoadedSide[]): (file: string) => string | null {
  const root = path.resolve(io.env["GITHUB_WORKSPACE"] ?? io.cwd);
  return (file) => {
    const found = sides.map(({ places }) => places.get(file)).find((at) => at !== undefined);
    for (const candidate of [found, path.resolve(io.cwd, file), path.resolve(root, file)]) {
      if (candidate === undefined) continue;
      const way = path.relative(root, candidate);
      if (way === "" || way.startsWith("..") || path.isAbsolute(way)) continue;
      if (candidate === found || existsSync(candidate)) return way.split(path.sep).join("/");
    }
    return null;
  };
}

function allowNotes(check: CheckResult | null, file: string): string[] {
  if (check === null) return [];
  return [
    ...check.expired.map(
      ({ line, until }) => `${file}:${String(line)} ended on ${until ?? ""} and allows nothing any more`,
    ),
    ...check.unused.map(({ line }) => `${file}:${String(line)} allows nothing that is there`),
    ...check.allowed.flatMap(({ rule }) =>
      rule.reason === "" ? [`${file}:${String(rule.line)} gives no reason`] : [],
    ),
  ].filter((text, i, all) => all.indexOf(text) === i);
}
