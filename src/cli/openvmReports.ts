import { stat } from "node:fs/promises";
import path from "node:path";
import type { Aggregate } from "../core/openvm/aggregate";
import { Bencher } from "../core/openvm/bencher";
import { OpenvmCrash } from "../core/openvm/crash";
import { detectEra, eraOfVersion, eras, type DetectedEra } from "../core/openvm/eras/eras";
import type { Era } from "../core/openvm/eras/era";
import { githubSummary, type SummaryInput } from "../core/openvm/githubSummary";
import type { MetricsDb } from "../core/openvm/metricsDb";
import { readMetrics } from "../core/openvm/readMetrics";
import { previousOf, reportTexts, runName, runOf } from "../core/openvm/report";
import { customEra } from "../core/openvm/eras/customEra";
import { parseSettings, type OpenvmSettings } from "../core/openvm/settings";
import { CycleLensError } from "../core/errors";
import type { ImportContext } from "../core/importers/artefact";
import { safeName } from "../core/profile/names";
import { fileSource, readAll } from "../runs/fileSource";
import { emit, progressLine, type CliIo } from "./io";
import type { OpenvmArgs } from "./openvmArgs";

const maxSettingsBytes = 1024 * 1024;

/** Reads, adds up and writes in openvm-prof's order: what stands before an error is written. Throws CycleLensError. */
export async function openvmReports(args: OpenvmArgs, io: CliIo): Promise<void> {
  const files = args.jsonPaths;
  if (files.length === 0)
    io.stderr.write(
      "cyclelens: openvm: no metrics file was given, nothing is reported — give --json-paths FILE, what OUTPUT_PATH named; see: cyclelens openvm --help\n",
    );
  const settings = args.settings === null ? null : await readSettings(args.settings, io);
  const reader = new Reader(io, settings);
  const era = customEra(await eraOf(args, reader, io), settings);
  const provers = proversOf(args);
  const names = args.names.length === files.length ? args.names : files.map(() => "");
  const before = args.prevJsonPaths;
  const bencher = new Bencher();
  const inputs: SummaryInput[] = [];
  const pairs = Math.min(files.length, before?.length ?? files.length);
  for (let i = 0; i < pairs; i++) {
    const file = files[i]!;
    const db = await reader.take(file);
    const previous = before === null ? null : await previousRun(before[i]!, reader, era, provers);
    const run = runOf(db, era, provers, previous);
    const name = names[i] === "" ? runName(run, era) : names[i]!;
    bencher.add(name, run, era);
    const [report, details, svg] = ["md", "detailed.md", "memory.svg"].map((end) => withExtension(file, end));
    const texts = reportTexts(db, run, { era, provers, svgName: path.basename(svg!) });
    if (texts.svg !== null) await emit(io, texts.svg, svg);
    if (texts.detailed !== null) await emit(io, texts.detailed, details);
    await emit(io, texts.markdown, report);
    inputs.push({ name, report: path.basename(report!), run, previous });
  }
  if (before !== null && before.length !== files.length)
    throw new OpenvmCrash(
      `${String(files.length)} files, but ${String(before.length)} runs before`,
      "give as many --prev-json-paths as --json-paths",
    );
  if (args.outputJson !== null) await emitInto(io, bencher.text(), args.outputJson);
  if (args.summary === null) return;
  const { text, skipped } = githubSummary(inputs, era, args.summary.link);
  for (const { name, report } of skipped)
    io.stderr.write(
      `Warning: skipping benchmark '${safeName(name)}' (${safeName(report)}): no grouped metrics found\n`,
    );
  if (args.summary.file === null) await emit(io, text, undefined);
  else await emitInto(io, text, args.summary.file);
}

/** Devices by proofs on each, as the tool multiplies them: 64 bits. @throws OpenvmCrash where it has no memory for them. */
function proversOf({ jsonPaths, numDevices, proofsPerDevice }: OpenvmArgs): number {
  const provers = Number(BigInt.asUintN(64, (numDevices ?? 16n) * (proofsPerDevice ?? 2n)));
  if (jsonPaths.length > 0 && provers > Number.MAX_SAFE_INTEGER)
    throw new OpenvmCrash(
      "more provers than any memory holds",
      "give smaller --num-devices or --proofs-per-device",
    );
  return provers;
}

/** Makes no folder: where there is none the tool fails, and a script that counts on that finds its mistake. */
async function emitInto(io: CliIo, text: string, file: string): Promise<void> {
  const folder = path.dirname(path.resolve(io.cwd, file));
  const info = await stat(folder).catch(() => null);
  if (info === null)
    throw new CycleLensError("io", `cannot write ${file}: there is no folder ${folder}`, "make it first");
  await emit(io, text, file);
}

/** @throws CycleLensError where the file is missing or does not say what its schema asks for. */
async function readSettings(file: string, io: CliIo): Promise<OpenvmSettings> {
  const bytes = await readAll(path.resolve(io.cwd, file), maxSettingsBytes);
  return parseSettings(new TextDecoder().decode(bytes), path.basename(file));
}

/** A run before that is missing or broken is that of a new benchmark: no differences. */
async function previousRun(
  file: string,
  reader: Reader,
  era: Era,
  provers: number,
): Promise<Aggregate | null> {
  let db: MetricsDb;
  try {
    db = await reader.take(file);
  } catch (error) {
    if (CycleLensError.is(error, "cancelled")) throw error;
    return null;
  }
  return previousOf(db, era, provers);
}

/** The era asked for; otherwise the newest that any of the files tells, which is said on standard error. */
async function eraOf(args: OpenvmArgs, reader: Reader, io: CliIo): Promise<Era> {
  const bounded = args.numDevices !== null || args.proofsPerDevice !== null;
  if (args.version !== null) {
    const era = eraOfVersion(args.version);
    if (bounded && era.bounded === "none")
      throw new CycleLensError(
        "usage",
        `openvm-prof ${era.versions} has no --num-devices and no --proofs-per-device`,
        "leave them out, or give --openvm-version 1.4.3 or later",
      );
    return era;
  }
  let newest: DetectedEra | null = null;
  for (const file of args.jsonPaths) {
    let db: MetricsDb;
    try {
      db = await reader.keep(file);
    } catch {
      // Told when its turn comes, behind the reports of the files before it.
      break;
    }
    const found = detectEra(db);
    if (newest === null || eras.indexOf(found.era) > eras.indexOf(newest.era)) newest = found;
  }
  const era = newest?.era ?? eras.at(-1)!;
  if (newest !== null)
    io.stderr.write(
      `cyclelens: report of openvm-prof ${era.versions} (${newest.decided ? "told by" : "the newest that fits"}: ${safeName(newest.why)}) — --openvm-version gives another\n`,
    );
  return era;
}

/** Reads files; what was read to tell the era is not read again. */
class Reader {
  private readonly kept = new Map<string, MetricsDb>();

  constructor(
    private readonly io: CliIo,
    private readonly settings: OpenvmSettings | null,
  ) {}

  async keep(file: string): Promise<MetricsDb> {
    const db = await this.read(file);
    if (!this.kept.has(file)) this.kept.set(file, db);
    return db;
  }

  /** A fresh one each time: adding up changes it. */
  async take(file: string): Promise<MetricsDb> {
    const db = this.kept.get(file);
    if (db === undefined) return this.read(file);
    this.kept.delete(file);
    return db;
  }

  private async read(file: string): Promise<MetricsDb> {
    const source = await fileSource(path.resolve(this.io.cwd, file));
    const line = progressLine(this.io);
    try {
      const context: ImportContext = {
        signal: this.io.signal,
        progress: (bytes, size) => {
          if (size !== null) line.show(`${source.name}: ${String(Math.round((100 * bytes) / size))} %`);
        },
      };
      return await readMetrics(source, context, this.settings);
    } finally {
      line.clear();
    }
  }
}

/** A file's name with another extension, as Rust's `with_extension`: only the last one is replaced. */
function withExtension(file: string, extension: string): string {
  const { dir, name } = path.parse(file);
  return path.join(dir, `${name}.${extension}`);
}
