import { PbfReader } from "pbf";
import { throwIfCancelled } from "../../errors";
import type { Importer } from "../artefact";
import { afterVarint, FieldStream, Wire } from "./fieldStream";
import { profileOf } from "./profileOf";
import { PprofTables, profileField } from "./tables";

/** Fields that hold messages or texts; all other ones of the schema are numbers. */
const byteFields: ReadonlySet<number> = new Set([
  profileField.sampleType,
  profileField.sample,
  profileField.mapping,
  profileField.location,
  profileField.function,
  profileField.string,
  profileField.periodType,
]);
const lastField = profileField.docUrl;
/** Numbers, one by one or packed. */
const numberFields: ReadonlySet<number> = new Set([profileField.comment]);

/**
 * Google's pprof (`profile.proto`): Go, Rust's `pprof`, RISC Zero and many others. Self and inclusive figures a
 * function for every sample type, inlined frames, the lines of innermost frames. Memory: one field, the tables
 * and one node for each different stack prefix; no sample is kept.
 */
export const pprof: Importer = {
  format: "pprof",

  detect(head) {
    return isPprof(head);
  },

  async import(source, context) {
    const tables = new PprofTables();
    const stream = new FieldStream(
      (field) => byteFields.has(field) || (field >= profileField.time && field <= lastField),
      (field, wire, reader, end) => tables.read(field, wire, reader, end),
    );
    let readBytes = 0;
    for await (const chunk of source.chunks()) {
      throwIfCancelled(context.signal);
      stream.feed(chunk);
      readBytes += chunk.length;
      context.progress?.(readBytes, source.sizeBytes);
    }
    const profile = profileOf(tables, source.name, stream.complete);
    return { format: "pprof", variant: profile.source.variant, file: source.name, profile, warnings: [] };
  },
};

/**
 * Every whole field of the first bytes is one of the schema's with the right wire type, and a sample type is among
 * them with nothing but two numbers inside: no text passes that.
 */
function isPprof(head: Uint8Array): boolean {
  let at = 0;
  let fields = 0;
  let typed = false;
  try {
    while (at < head.length) {
      const reader = new PbfReader(head);
      const valueAt = afterVarint(head, at, head.length);
      if (valueAt < 0) break;
      reader.pos = at;
      const tag = reader.readVarint();
      const [field, wire] = [tag >>> 3, tag & 7];
      if (field < 1) return false;
      // A newer schema may have more fields; what stands before them must tell.
      if (field > lastField) break;
      if (wire === (Wire.Varint as number)) {
        if (byteFields.has(field)) return false;
        at = afterVarint(head, valueAt, head.length);
        if (at < 0) break;
      } else if (wire === (Wire.Bytes as number)) {
        if (!byteFields.has(field) && !numberFields.has(field)) return false;
        const bodyAt = afterVarint(head, valueAt, head.length);
        if (bodyAt < 0) break;
        const end = bodyAt + reader.readVarint();
        if (field === profileField.sampleType) {
          if (end - bodyAt > 22 || (end <= head.length && !isValueType(head, bodyAt, end))) return false;
          typed ||= end <= head.length;
        }
        if (end > head.length) break;
        at = end;
      } else return false;
      // Enough to be certain: samples may fill the head.
      if (++fields >= 64) break;
    }
  } catch {
    return false;
  }
  return typed || (fields >= 16 && head[0] !== 0x0a && !isPlainText(head));
}

/** A row of one letter is a row of fields; short lengths and numbers are no letters. */
function isPlainText(head: Uint8Array): boolean {
  return head.subarray(0, 4096).every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

function isValueType(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end;) {
    const tag = bytes[at]!;
    if (tag !== 0x08 && tag !== 0x10) return false;
    const next = afterVarint(bytes, at + 1, end);
    if (next < 0) return false;
    at = next;
  }
  return true;
}
