/** Initialised data as the machine holds it: pieces in order of address, lengths multiples of 32. */
export interface DataPiece {
  readonly address: number;
  readonly bytes: Uint8Array;
}

const block = 32;
/** Runs of this many zero blocks are left out of initialised memory. */
const leastCut = 1024 / block;
const ramStart = 0xa0000000;

/** Read-only data: pieces that touch, or would once padded, are one (zisk-1.4-cost-model §1). */
export function readOnlyData(pieces: readonly DataPiece[]): DataPiece[] {
  const sorted = [...pieces].sort((a, b) => a.address - b.address);
  const out: DataPiece[] = [];
  for (let i = 0; i < sorted.length;) {
    const start = sorted[i]!.address;
    let end = start + sorted[i]!.bytes.length;
    let j = i + 1;
    while (j < sorted.length) {
      const next = sorted[j]!.address;
      if (next !== end && next >= start + roundUp(end - start)) break;
      end = next + sorted[j]!.bytes.length;
      j++;
    }
    out.push(joined(start, start + roundUp(end - start), sorted.slice(i, j)));
    i = j;
  }
  return out;
}

/** Writable data: trimmed and widened to blocks, joined where they touch, without long runs of zeros. */
export function writableData(pieces: readonly DataPiece[]): DataPiece[] {
  // 1. Trim to what is not zero, in whole blocks.
  const trimmed: DataPiece[] = [];
  for (const piece of pieces) {
    const first = piece.bytes.findIndex((byte) => byte !== 0);
    if (first < 0) continue;
    let last = piece.bytes.length - 1;
    while (piece.bytes[last] === 0) last--;
    const start = Math.max(roundDown(piece.address + first), ramStart);
    const end = roundDown(piece.address + last) + block;
    const from = Math.max(start, piece.address) - piece.address;
    const to = Math.min(end, piece.address + piece.bytes.length) - piece.address;
    trimmed.push(
      joined(start, end, [{ address: piece.address + from, bytes: piece.bytes.subarray(from, to) }]),
    );
  }
  trimmed.sort((a, b) => a.address - b.address);
  // 2. Join what overlaps or touches.
  const merged: DataPiece[] = [];
  for (let i = 0; i < trimmed.length;) {
    const start = trimmed[i]!.address;
    let end = start + trimmed[i]!.bytes.length;
    let j = i + 1;
    for (; j < trimmed.length && trimmed[j]!.address <= end; j++)
      end = Math.max(end, trimmed[j]!.address + trimmed[j]!.bytes.length);
    merged.push(joined(start, end, trimmed.slice(i, j)));
    i = j;
  }
  // 3. Cut long runs of zero blocks out.
  return merged.flatMap(withoutZeroRuns);
}

function withoutZeroRuns({ address, bytes }: DataPiece): DataPiece[] {
  const out: DataPiece[] = [];
  const blocks = bytes.length / block;
  const keep = (from: number, to: number): void => {
    if (to > from)
      out.push({ address: address + from * block, bytes: bytes.subarray(from * block, to * block) });
  };
  let start = 0;
  for (let at = 0; at < blocks;) {
    if (!isZero(bytes, at)) {
      at++;
      continue;
    }
    const run = at;
    while (at < blocks && isZero(bytes, at)) at++;
    if (at - run < leastCut) continue;
    keep(start, run);
    start = at;
  }
  keep(start, blocks);
  return out;
}

function isZero(bytes: Uint8Array, at: number): boolean {
  for (let i = at * block; i < (at + 1) * block; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** [start, end) with zeros where no piece stands; of two that overlap what is not zero stays. */
function joined(start: number, end: number, pieces: readonly DataPiece[]): DataPiece {
  const bytes = new Uint8Array(end - start);
  for (const piece of pieces) {
    const at = piece.address - start;
    for (let i = 0; i < piece.bytes.length; i++) if (piece.bytes[i] !== 0) bytes[at + i] = piece.bytes[i]!;
  }
  return { address: start, bytes };
}

const roundUp = (value: number): number => Math.ceil(value / block) * block;
const roundDown = (value: number): number => Math.floor(value / block) * block;
