import type { PbfReader } from "pbf";
import { StackTrie, StackValues, StackWalk } from "../stackTrie";
import { damaged, Wire } from "./fieldStream";

/** Fields of `perftools.profiles.Profile` (profile.proto of github.com/google/pprof). */
export const profileField = {
  sampleType: 1,
  sample: 2,
  mapping: 3,
  location: 4,
  function: 5,
  string: 6,
  dropFrames: 7,
  keepFrames: 8,
  time: 9,
  duration: 10,
  periodType: 11,
  period: 12,
  comment: 13,
  defaultSampleType: 14,
  docUrl: 15,
} as const;

/** More value columns than this are passed over: writers have one to six. */
export const maxSampleTypes = 16;

const maxComments = 64;

/** Starts our own comment in a pprof file: `cyclelens {…}`, the mark of `report/ownMark.ts`. */
export const pprofMark = "cyclelens ";

export interface ValueType {
  readonly type: number;
  readonly unit: number;
}

/** `name`, `systemName`, `file` are places in the string table. */
export interface FunctionEntry {
  readonly name: number;
  readonly systemName: number;
  readonly file: number;
  readonly startLine: number;
}

/** A location's lines stand at [first, first + count) of `lineFunc`, `lineNumber`; the innermost first. */
export interface LocationEntry {
  readonly first: number;
  readonly count: number;
  readonly mapping: number;
}

const utf8 = new TextDecoder();
/** Ids from here on do not fit the trie's keys and get a number of their own. */
const firstLargeKey = 1 << 30;

/** The tables of a profile, filled in whatever order its fields come. Samples are folded at once, none is kept. */
export class PprofTables {
  readonly sampleTypes: ValueType[] = [];
  readonly strings: string[] = [];
  readonly mappings = new Map<number, number>();
  readonly locations = new Map<number, LocationEntry>();
  readonly functions = new Map<number, FunctionEntry>();
  readonly lineFunc: number[] = [];
  readonly lineNumber: number[] = [];
  /** Key of a node is the location's; outermost frames are the roots. */
  readonly stacks = new StackTrie();
  /** Figures a sample type where stacks end. */
  readonly values = new StackValues(maxSampleTypes);
  /** Values of samples without a location. */
  readonly noStack: number[] = [];
  samples = 0;
  /** Samples with fewer or more values than there are types. */
  oddSamples = 0;
  negative = false;
  time = 0;
  duration = 0;
  period = 0;
  periodType: ValueType | null = null;
  defaultSampleType = 0;
  /** Places of the comments in the string table; the first few. */
  readonly comments: number[] = [];

  private readonly keys = new Map<number, number>();
  private readonly ids: number[] = [];
  private readonly walk = new StackWalk(this.stacks);
  /** Keys of the sample's locations, the innermost first. */
  private stack = new Int32Array(256);
  private readonly sample = new Float64Array(maxSampleTypes);

  /** Location id of a key of the trie. */
  idOf(key: number): number {
    return key < firstLargeKey ? key : this.ids[key - firstLargeKey]!;
  }

  /** Reads one field of the profile. @throws an error of the library, or `bad-input`. */
  read(field: number, wire: Wire, reader: PbfReader, end: number): void {
    const isMessage = wire === Wire.Bytes;
    switch (field) {
      case profileField.sampleType:
        if (isMessage) this.sampleTypes.push(readValueType(reader, end));
        break;
      case profileField.sample:
        if (isMessage) this.readSample(reader, end);
        break;
      case profileField.mapping:
        if (isMessage) this.readMapping(reader, end);
        break;
      case profileField.location:
        if (isMessage) this.readLocation(reader, end);
        break;
      case profileField.function:
        if (isMessage) this.readFunction(reader, end);
        break;
      case profileField.string:
        if (isMessage) this.strings.push(textOf(reader.buf, reader.pos, end));
        break;
      case profileField.time:
        if (wire === Wire.Varint) this.time = reader.readVarint(true);
        break;
      case profileField.duration:
        if (wire === Wire.Varint) this.duration = reader.readVarint(true);
        break;
      case profileField.periodType:
        if (isMessage) this.periodType = readValueType(reader, end);
        break;
      case profileField.period:
        if (wire === Wire.Varint) this.period = reader.readVarint(true);
        break;
      case profileField.comment: {
        const stop = isMessage ? end : reader.pos + 1;
        while (reader.pos < stop && this.comments.length < maxComments)
          this.comments.push(reader.readVarint(true));
        break;
      }
      case profileField.defaultSampleType:
        if (wire === Wire.Varint) this.defaultSampleType = reader.readVarint(true);
        break;
      default:
    }
  }

  private readSample(reader: PbfReader, end: number): void {
    let depth = 0;
    let count = 0;
    for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
      if (field > 2) continue;
      // Repeated numbers stand packed or one by one, and both may be mixed.
      const stop = reader.type === (Wire.Bytes as number) ? packedEnd(reader, end) : reader.pos + 1;
      if (field === 1)
        while (reader.pos < stop) {
          if (depth === this.stack.length) this.growStack();
          const id = reader.readVarint();
          this.stack[depth++] = id < firstLargeKey ? id : this.largeKey(id);
        }
      else
        while (reader.pos < stop) {
          const value = reader.readVarint(true);
          if (count < maxSampleTypes) this.sample[count] = value;
          count++;
        }
    }
    atEnd(reader, end);
    this.fold(depth, Math.min(count, maxSampleTypes));
  }

  private fold(depth: number, count: number): void {
    this.samples++;
    if (count !== this.sampleTypes.length) this.oddSamples++;
    let size = 0;
    for (let k = 0; k < count; k++) size += Math.abs(this.sample[k]!);
    // A heap profile names every stack that ever allocated: without figures it is none of this run.
    if (size === 0) return;
    const node = this.walk.enter(this.stack, depth);
    for (let k = 0; k < count; k++) {
      if (this.sample[k]! < 0) this.negative = true;
      if (node < 0) this.noStack[k] = (this.noStack[k] ?? 0) + this.sample[k]!;
    }
    if (node >= 0) this.values.add(node, this.sample, count);
  }

  private largeKey(id: number): number {
    let key = this.keys.get(id);
    if (key === undefined) this.keys.set(id, (key = firstLargeKey + this.ids.push(id) - 1));
    return key;
  }

  private growStack(): void {
    const larger = new Int32Array(2 * this.stack.length);
    larger.set(this.stack);
    this.stack = larger;
  }

  private readMapping(reader: PbfReader, end: number): void {
    let [id, file] = [0, 0];
    for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
      if (reader.type !== (Wire.Varint as number)) continue;
      if (field === 1) id = reader.readVarint();
      else if (field === 5) file = reader.readVarint();
    }
    atEnd(reader, end);
    this.mappings.set(id, file);
  }

  private readLocation(reader: PbfReader, end: number): void {
    const first = this.lineFunc.length;
    let [id, mapping] = [0, 0];
    for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
      if (field === 4 && reader.type === (Wire.Bytes as number))
        this.readLine(reader, packedEnd(reader, end));
      else if (reader.type !== (Wire.Varint as number)) continue;
      else if (field === 1) id = reader.readVarint();
      else if (field === 2) mapping = reader.readVarint();
    }
    atEnd(reader, end);
    this.locations.set(id, { first, count: this.lineFunc.length - first, mapping });
  }

  private readLine(reader: PbfReader, end: number): void {
    let [func, line] = [0, 0];
    // The end of a message inside one: its last value is passed over by the loop, not by the one outside.
    for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
      if (reader.type !== (Wire.Varint as number)) continue;
      if (field === 1) func = reader.readVarint();
      else if (field === 2) line = reader.readVarint(true);
    }
    atEnd(reader, end);
    reader._valueStart = -1;
    this.lineFunc.push(func);
    this.lineNumber.push(line);
  }

  private readFunction(reader: PbfReader, end: number): void {
    let [id, name, systemName, file, startLine] = [0, 0, 0, 0, 0];
    for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
      if (reader.type !== (Wire.Varint as number)) continue;
      if (field === 1) id = reader.readVarint();
      else if (field === 2) name = reader.readVarint(true);
      else if (field === 3) systemName = reader.readVarint(true);
      else if (field === 4) file = reader.readVarint(true);
      else if (field === 5) startLine = reader.readVarint(true);
    }
    atEnd(reader, end);
    this.functions.set(id, { name, systemName, file, startLine });
  }
}

function readValueType(reader: PbfReader, end: number): ValueType {
  let [type, unit] = [0, 0];
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    if (reader.type !== (Wire.Varint as number)) continue;
    if (field === 1) type = reader.readVarint(true);
    else if (field === 2) unit = reader.readVarint(true);
  }
  atEnd(reader, end);
  return { type, unit };
}

/** End of the value that starts with its length here. */
function packedEnd(reader: PbfReader, end: number): number {
  const size = reader.readVarint();
  if (!(reader.pos + size <= end)) throw damaged("an entry is longer than what holds it: no valid pprof");
  return reader.pos + size;
}

/** A value may not reach beyond the message that it stands in. */
function atEnd(reader: PbfReader, end: number): void {
  if (reader.pos !== end) throw damaged("an entry ends inside a value: no valid pprof");
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > 40) return utf8.decode(bytes.subarray(from, to));
  let out = "";
  for (let i = from; i < to; i++) {
    const c = bytes[i]!;
    if (c >= 0x80) return utf8.decode(bytes.subarray(from, to));
    out += String.fromCharCode(c);
  }
  return out;
}
