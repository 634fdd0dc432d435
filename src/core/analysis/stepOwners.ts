import type { PcCounts } from "../importers/artefact";
import type { ElfImage, Segment } from "../symbols/types";
import { inlineLibraryCall, inlineLibrarySteps, ziskSteps } from "./ziskSteps";

/** No library body is as long, and no program creates as many internal addresses: a damaged one must not be counted up to. */
const maxBody = 1 << 12;
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
  const inline: InlineCall[] = [];
  const plain = createdSteps(elf, inline);
  const created = inline.length === 0 ? plain : withInlineCalls(plain, inline, counts, internal);
  // A library body put in place has branches and loops of its own.
  const branching = new Set(inline.map((c) => c.pc));
  let lost = 0;
  for (const row of internal) {
    const owner = created[(counts.pc[row]! - firstInternal) / 2];
    if (owner === undefined) lost++;
    owners[row] = owner ?? NaN;
  }
  if (lost > 0)
    warnings.push(`${lost} micro-steps belong to no instruction of this ELF; is it the one that ran?`);
  else checkCounts(counts, owners, internal, branching, warnings);
  return owners;
}

/** Micro-steps of one instruction run together; where they do not, the ELF is not the one that ran. */
function checkCounts(
  counts: PcCounts,
  owners: Float64Array,
  internal: readonly number[],
  branching: ReadonlySet<number>,
  warnings: string[],
): void {
  const byPc = countsByPc(counts);
  let wrong = 0;
  for (const row of internal)
    if (!branching.has(owners[row]!) && (byPc.get(owners[row]!) ?? 0) !== counts.count[row]!) wrong++;
  // A trap or the step limit may stop one instruction between its steps.
  if (wrong > 4 && counts.complete)
    warnings.push(
      `${wrong} micro-steps ran another number of times than their instruction; is this the ELF that ran?`,
    );
}

/** Owner of the n-th internal address: every executable segment is decoded linearly from its first byte; inline calls are set apart. */
function createdSteps(elf: ElfImage, inline: InlineCall[]): number[] {
  const owners: number[] = [];
  let left = maxCode;
  for (const segment of elf.segments) {
    if (!segment.executable || segment.bytes.length > left) continue;
    left -= segment.bytes.length;
    walk(segment, owners, inline);
  }
  return owners;
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
 * Library bodies put in place: their length is not in the ELF. For a call that is not in our table it follows from the
 * number of internal addresses where it is the only such kind, else from the run counts at its start.
 */
function withInlineCalls(
  owners: readonly number[],
  inline: readonly InlineCall[],
  counts: PcCounts,
  internal: readonly number[],
): number[] {
  const last = internal[internal.length - 1]!;
  const total = Math.min((counts.pc[last]! - firstInternal) / 2 + 1, owners.length + maxInternal);
  const unknown = inline.filter((c) => inlineLibrarySteps(c.call) === undefined);
  const known = inline.reduce((sum, c) => sum + (inlineLibrarySteps(c.call) ?? 0), owners.length);
  const lengths = new Map<number, number>();
  if (unknown.length > 0 && unknown.every((c) => c.call === unknown[0]!.call))
    lengths.set(unknown[0]!.call, Math.max(0, Math.round((total - known) / unknown.length)));
  const byPc = countsByPc(counts);
  const out: number[] = [];
  let next = 0;
  for (const { call, pc, before } of inline) {
    while (next < before) out.push(owners[next++]!);
    let length = inlineLibrarySteps(call) ?? lengths.get(call);
    if (length === undefined) {
      const runs = byPc.get(pc) ?? 0;
      length = 0;
      while (
        length < maxBody &&
        out.length + length < total &&
        (byPc.get(firstInternal + 2 * (out.length + length)) ?? 0) === runs
      )
        length++;
      lengths.set(call, length);
    }
    length = Math.min(length, maxBody);
    for (let i = 0; i < length && out.length < owners.length + maxInternal; i++) out.push(pc);
  }
  while (next < owners.length) out.push(owners[next++]!);
  return out;
}

function countsByPc(counts: PcCounts): Map<number, number> {
  const byPc = new Map<number, number>();
  for (let i = 0; i < counts.length; i++) byPc.set(counts.pc[i]!, counts.count[i]!);
  return byPc;
}
