import type { PcCounts } from "../importers/artefact";
import type { ElfImage, Segment } from "../symbols/types";
import { inlineLibraryCall, ziskSteps } from "./ziskSteps";

/** No library body is as long, and no program creates as many internal addresses: a damaged one must not be counted up to. */
const maxBody = 1 << 16;
const maxInternal = 1 << 22;
/** Size of the program memory: an ELF with more code than this runs nowhere. */
const maxCode = 0x8000000;

/** First internal address of ZisK ≥ 1.4; the others follow in steps of two. */
const firstInternal = 0x90000001;

/** The machine instruction that owns each row of the counts; NaN where none can be found. */
export function stepOwners(counts: PcCounts, elf: ElfImage, warnings: string[]): Float64Array {
  if (counts.internal === "offset") {
    const compressed = (elf.flags ?? 0) & 1;
    // Without compressed code every instruction starts at a multiple of four and owns the three addresses behind it.
    return counts.pc.slice(0, counts.length).map((pc) => (compressed !== 0 ? pc - (pc % 2) : pc - (pc % 4)));
  }
  const internal: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts.pc[i]! % 2 === 1) internal.push(i);
  const owners = counts.pc.slice(0, counts.length);
  if (internal.length === 0) return owners;
  const created = createdSteps(elf, counts, internal);
  let lost = 0;
  for (const row of internal) {
    const owner = created[(counts.pc[row]! - firstInternal) / 2];
    if (owner === undefined) lost++;
    owners[row] = owner ?? NaN;
  }
  if (lost > 0)
    warnings.push(`${lost} micro-steps belong to no instruction of this ELF; is it the one that ran?`);
  else checkCounts(counts, owners, internal, warnings);
  return owners;
}

/** Micro-steps of one instruction run together; where they do not, the ELF is not the one that ran. */
function checkCounts(
  counts: PcCounts,
  owners: Float64Array,
  internal: readonly number[],
  warnings: string[],
): void {
  const byPc = new Map<number, number>();
  for (let i = 0; i < counts.length; i++) byPc.set(counts.pc[i]!, counts.count[i]!);
  let wrong = 0;
  for (const row of internal) if ((byPc.get(owners[row]!) ?? 0) !== counts.count[row]!) wrong++;
  // A trap or the step limit may stop one instruction between its steps.
  if (wrong > 4 && counts.complete)
    warnings.push(
      `${wrong} micro-steps ran another number of times than their instruction; is this the ELF that ran?`,
    );
}

/** Owner of the n-th internal address: every executable segment is decoded linearly from its first byte. */
function createdSteps(elf: ElfImage, counts: PcCounts, internal: readonly number[]): number[] {
  const owners: number[] = [];
  const inline: InlineCall[] = [];
  let left = maxCode;
  for (const segment of elf.segments) {
    if (!segment.executable || segment.bytes.length > left) continue;
    left -= segment.bytes.length;
    walk(segment, owners, inline);
  }
  return inline.length === 0 ? owners : withInlineCalls(owners, inline, counts, internal);
}

interface InlineCall {
  readonly call: number;
  readonly pc: number;
  /** Number of internal addresses created before it, other inline calls apart. */
  readonly before: number;
}

function walk(segment: Segment, owners: number[], inline: InlineCall[]): void {
  const { bytes, address } = segment;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 2 <= bytes.length) {
    if ((bytes[at]! & 3) !== 3) {
      at += 2; // a compressed instruction is always one step
      continue;
    }
    if (at + 4 > bytes.length) return;
    const word = view.getUint32(at, true);
    const next = at + 8 <= bytes.length ? view.getUint32(at + 4, true) : 0;
    const call = inlineLibraryCall(word, next);
    if (call !== null) inline.push({ call, pc: address + at, before: owners.length });
    else for (let extra = ziskSteps(word, next); extra > 1; extra--) owners.push(address + at);
    at += 4;
  }
}

/**
 * Library bodies put in place: their length is not in the ELF. With one kind of call it follows from the number of
 * internal addresses; with several, from the run counts, which are equal for all steps of one call.
 */
function withInlineCalls(
  owners: readonly number[],
  inline: readonly InlineCall[],
  counts: PcCounts,
  internal: readonly number[],
): number[] {
  const lengths = new Map<number, number>();
  const last = internal[internal.length - 1]!;
  const total = Math.min((counts.pc[last]! - firstInternal) / 2 + 1, owners.length + maxInternal);
  const oneKind = inline.every((c) => c.call === inline[0]!.call);
  if (oneKind)
    lengths.set(
      inline[0]!.call,
      Math.min(maxBody, Math.max(0, Math.round((total - owners.length) / inline.length))),
    );
  const byPc = new Map<number, number>();
  for (let i = 0; i < counts.length; i++) byPc.set(counts.pc[i]!, counts.count[i]!);
  const out: number[] = [];
  let next = 0;
  for (const call of inline) {
    while (next < call.before) out.push(owners[next++]!);
    let length = lengths.get(call.call);
    if (length === undefined) {
      const runs = byPc.get(call.pc) ?? 0;
      length = 0;
      while (
        length < maxBody &&
        out.length + length < total &&
        (byPc.get(firstInternal + 2 * (out.length + length)) ?? 0) === runs
      )
        length++;
      lengths.set(call.call, length);
    }
    for (let i = 0; i < length && out.length < owners.length + maxInternal; i++) out.push(call.pc);
  }
  while (next < owners.length) out.push(owners[next++]!);
  return out;
}
