import { PbfWriter } from "pbf";
import { CycleLensError } from "../errors";
import { pprofMark } from "../importers/pprof/tables";
import { StackTrie } from "../importers/stackTrie";
import type { CallTree, Metric, MetricId, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { ownMark } from "./ownMark";
import { exportedStacks } from "./stacks";

/** Most bytes of an export: every sample repeats its callers, so a deep tree grows by the square of its depth. */
const maxBytes = 256 * 2 ** 20;

/**
 * The call tree as pprof's `profile.proto`, not yet gzipped: one sample a node with self cost, one sample type a metric,
 * inlined frames as lines of one location. Lines are where functions are declared. @throws CycleLensError `unsupported`
 * where no self cost is known, `too-large`.
 */
export function pprofReport(profile: Profile, metric?: MetricId): Uint8Array {
  const { tree, metrics: ids } = exportedStacks(profile, metric);
  const metrics = ids.map((id) => profile.metrics.find((known) => known.id === id) ?? { id, unit: id });
  const strings = new Strings();
  const out = new PbfWriter();
  for (const { id, unit } of metrics)
    out.writeMessage(1, writePair, [strings.of(id), strings.of(unitOf({ id, unit }))]);
  const locations = writeSamples(out, tree, metrics);
  out.writeMessage(3, writeMapping, strings.of(profile.source.files[0] ?? profile.source.format));
  writeLocations(out, locations, tree);
  writeFunctions(out, profile, tree, strings);
  const mark = JSON.stringify(ownMark(profile, ids));
  out.writeVarintField(13, strings.of(pprofMark + mark, false));
  out.writeVarintField(14, strings.of(ids[0]));
  for (const text of strings.all) out.writeStringField(6, text);
  return out.finish();
}

class Strings {
  readonly all: string[] = [""];
  private readonly index = new Map<string, number>([["", 0]]);

  of(text: string, clip = true): number {
    const safe = clip ? safeName(text) : text;
    let at = this.index.get(safe);
    if (at === undefined) this.index.set(safe, (at = this.all.push(safe) - 1));
    return at;
  }
}

/** The unit as pprof spells it; what is only counted is `count`. */
function unitOf({ id, unit }: Metric): string {
  const known = { ns: "nanoseconds", µs: "microseconds", ms: "milliseconds" }[unit];
  return known ?? (unit === id || unit === "objects" ? "count" : unit);
}

/** Locations by what is inlined where: a key is a frame, its parent the frame that it is inlined into. */
function writeSamples(out: PbfWriter, tree: CallTree, metrics: readonly Metric[]): StackTrie {
  const { length, prefix, frame, frames } = tree;
  const locations = new StackTrie();
  const location = new Int32Array(length);
  for (let node = 0; node < length; node++) {
    const parent = prefix[node]!;
    const inlined = parent >= 0 && frames.inlined[frame[node]!] === 1;
    location[node] = locations.child(inlined ? location[parent]! : -1, frame[node]!);
  }
  const columns = metrics.map(({ id }) => tree.self[id]);
  const sample = { stack: [] as number[], values: [] as number[] };
  for (let node = 0; node < length; node++) {
    sample.values = columns.map((column) => whole(column?.[node] ?? 0));
    if (sample.values.every((value) => value === 0)) continue;
    sample.stack.length = 0;
    for (let at = node; at >= 0;) {
      sample.stack.push(location[at]! + 1);
      // What this one was inlined into is part of the same location.
      let caller = at;
      while (prefix[caller]! >= 0 && frames.inlined[frame[caller]!] === 1) caller = prefix[caller]!;
      at = prefix[caller]!;
    }
    out.writeMessage(2, writeSample, sample);
    if (out.pos > maxBytes)
      throw new CycleLensError("too-large", "the stacks are too deep for pprof", "use --format speedscope");
  }
  return locations;
}

function whole(value: number): number {
  return Number.isFinite(value) ? Math.round(value) : 0;
}

function writeLocations(out: PbfWriter, locations: StackTrie, tree: CallTree): void {
  const { prefix, key } = locations;
  for (let at = 0; at < locations.length; at++) {
    const lines: [number, number][] = [];
    for (let line = at; line >= 0; line = prefix[line]!)
      lines.push([key[line]! + 1, tree.frames.line[key[line]!] ?? 0]);
    out.writeMessage(4, writeLocation, { id: at + 1, lines });
  }
}

function writeFunctions(out: PbfWriter, profile: Profile, tree: CallTree, strings: Strings): void {
  const { frames } = tree;
  for (let frame = 0; frame < frames.length; frame++) {
    const row = frames.func[frame] ?? -1;
    const name = strings.of(frames.name[frame] ?? "");
    const raw = row < 0 ? null : (profile.functions.rawName[row] ?? null);
    out.writeMessage(5, writeFunction, [
      frame + 1,
      name,
      raw === null ? name : strings.of(raw),
      strings.of(frames.file[frame] ?? ""),
      (row < 0 ? frames.line[frame] : profile.functions.line[row]) ?? 0,
    ]);
  }
}

function writePair([first, second]: readonly number[], pbf: PbfWriter): void {
  pbf.writeVarintField(1, first!);
  pbf.writeVarintField(2, second!);
}

function writeSample(sample: { stack: number[]; values: number[] }, pbf: PbfWriter): void {
  pbf.writePackedVarint(1, sample.stack);
  pbf.writePackedVarint(2, sample.values);
}

function writeMapping(file: number, pbf: PbfWriter): void {
  pbf.writeVarintField(1, 1);
  pbf.writeVarintField(5, file);
  for (const has of [7, 8, 9, 10]) pbf.writeBooleanField(has, true);
}

function writeLocation({ id, lines }: { id: number; lines: [number, number][] }, pbf: PbfWriter): void {
  pbf.writeVarintField(1, id);
  pbf.writeVarintField(2, 1);
  for (const line of lines) pbf.writeMessage(4, writePair, line);
}

function writeFunction(numbers: readonly number[], pbf: PbfWriter): void {
  numbers.forEach((value, i) => pbf.writeVarintField(i + 1, value));
}
