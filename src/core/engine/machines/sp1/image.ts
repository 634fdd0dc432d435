import { layout, mostInstructions } from "./layout";
import { refused, unsupported } from "./loadError";

/** A loadable segment by SP1's rules. */
export interface Sp1Segment {
  readonly address: number;
  readonly memSize: number;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

export interface Sp1Image {
  readonly entry: number;
  readonly segments: readonly Sp1Segment[];
}

const hex = (value: number): string => `0x${value.toString(16)}`;
const mostHeaders = 256;
const untrustedFlag = 0x00100000;
const load = 1;
const note = 4;

/**
 * The segments of a guest, checked as SP1 6 checks them (sp1-tracing §7 "Loader"). Throws `bad-input` for what SP1
 * refuses too, `unsupported` for what only the embedded engine does not carry.
 */
export function sp1Image(file: Uint8Array): Sp1Image {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 52 || view.getUint32(0) !== 0x7f454c46)
    throw refused("the file is no ELF, or it is cut off", "give the guest's ELF");
  if (view.getUint8(5) !== 1 || view.getUint16(18, true) !== 243)
    throw refused("the ELF is no RISC-V program", "give the ELF of an SP1 guest");
  if (view.getUint8(4) === 1)
    throw refused("the ELF is a 32-bit guest of SP1 3 to 5, which SP1 6 refuses", "build it with sp1-zkvm 6");
  if (view.getUint8(4) !== 2 || file.length < 64)
    throw refused("the ELF is neither 32-bit nor 64-bit, or it is cut off");
  if (view.getUint16(16, true) !== 2) throw refused("the ELF is no statically linked program");
  const u64 = (at: number): number => view.getUint32(at, true) + view.getUint32(at + 4, true) * 4294967296;
  const entry = u64(24);
  if (entry % 4 !== 0) throw refused(`the ELF's entry ${hex(entry)} is no multiple of 4`);
  const at = u64(32);
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  if (count > mostHeaders) throw refused("the ELF has more than 256 program headers");
  if (count === 0 || size < 56 || at + size * count > file.length)
    throw refused("the ELF has no program headers, or it is cut off");
  const segments: Sp1Segment[] = [];
  for (let i = 0; i < count; i++) {
    const header = at + i * size;
    const type = view.getUint32(header, true);
    if (type === note && isUntrusted(file, u64(header + 8), u64(header + 32)))
      throw unsupported(
        "the guest runs code that it makes itself (untrusted programs), which the embedded engine does not carry",
        "run it in a host, with --host DIR",
      );
    if (type !== load) continue;
    segments.push(
      segment(file, {
        flags: view.getUint32(header + 4, true),
        offset: u64(header + 8),
        address: u64(header + 16),
        fileSize: u64(header + 32),
        memSize: u64(header + 40),
        above: segments.at(-1),
      }),
    );
  }
  checkCode(segments);
  return { entry, segments };
}

interface Header {
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memSize: number;
  readonly above: Sp1Segment | undefined;
}

function segment(file: Uint8Array, h: Header): Sp1Segment {
  const { flags, address, fileSize, memSize } = h;
  if (address < layout.stackTop)
    throw refused(
      `the ELF has a segment at ${hex(address)}, below ${hex(layout.stackTop)}: it was linked for an older SP1 or another machine`,
    );
  if ((flags & 4) === 0) throw refused("the ELF has a segment that is not readable");
  if ((flags & 3) === 3) throw refused("the ELF has a segment that is both writable and executable");
  if ((flags & untrustedFlag) !== 0)
    throw unsupported(
      "the ELF has a segment of untrusted code, which the embedded engine does not carry",
      "run it in a host, with --host DIR",
    );
  if (h.above !== undefined && h.above.address + h.above.memSize > address)
    throw refused("the ELF's segments overlap, or they are not in order");
  if (address % 4 !== 0) throw refused("the ELF has a segment that is not aligned");
  if (address + Math.max(memSize, fileSize) > layout.end)
    throw refused("the ELF has a segment beyond the machine's memory");
  // Words beyond the size in memory are not loaded, whatever the file has.
  const kept = Math.min(fileSize, 4 * Math.ceil(memSize / 4));
  if (h.offset + kept > file.length) throw refused("the ELF is cut off: a segment has no bytes");
  return {
    address,
    memSize,
    bytes: file.subarray(h.offset, h.offset + kept),
    executable: (flags & 1) !== 0,
  };
}

function checkCode(segments: readonly Sp1Segment[]): void {
  const code = segments.filter((s) => s.executable);
  const [first] = code;
  if (first === undefined) throw refused("the ELF has no executable segment");
  let words = 0;
  for (const { address, bytes } of code) {
    if (address !== first.address + 4 * words)
      throw refused("the ELF's executable segments do not follow one another");
    words += Math.ceil(bytes.length / 4);
  }
  if (words === 0 || words > mostInstructions)
    throw refused(`the ELF has ${words.toLocaleString("en-US")} instructions, which SP1 does not load`);
}

/** A note of the name SUCCINCT, which is what turns untrusted programs on. */
function isUntrusted(file: Uint8Array, offset: number, size: number): boolean {
  if (size > 1 << 20 || offset + size > file.length) return false;
  return new TextDecoder("latin1").decode(file.subarray(offset, offset + size)).includes("SUCCINCT");
}
