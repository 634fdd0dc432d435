import { CycleLensError } from "../../../errors";
import { layout } from "./layout";

/** A loadable segment by ZisK 1.4's rules. */
export interface ZiskSegment {
  readonly address: number;
  readonly memSize: number;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  readonly readable: boolean;
  readonly writable: boolean;
}

export interface ZiskImage {
  readonly entry: number;
  readonly segments: readonly ZiskSegment[];
}

const rebuild = "build the guest for ZisK 1.4 and give that ELF";

function refuse(message: string, hint = rebuild): CycleLensError {
  return new CycleLensError("bad-input", message, hint);
}

const hex = (value: number): string => `0x${value.toString(16)}`;

/**
 * The segments of a guest, checked as the machine checks them (zisk-1.4-cost-model §1).
 * Throws `bad-input` for what the machine refuses, `unsupported` for guests of earlier machines.
 */
export function ziskImage(file: Uint8Array): ZiskImage {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 64 || view.getUint32(0) !== 0x7f454c46)
    throw refuse("the file is no ELF, or it is cut off", "give the guest's ELF");
  if (view.getUint8(4) !== 2 || view.getUint8(5) !== 1 || view.getUint16(18, true) !== 243)
    throw refuse("the ELF is no 64-bit RISC-V program", "give the ELF of a ZisK guest");
  if (view.getUint16(16, true) !== 2) throw refuse("the ELF is no statically linked program");
  const u64 = (at: number): number => view.getUint32(at, true) + view.getUint32(at + 4, true) * 4294967296;
  const entry = u64(24);
  const at = u64(32);
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  if (count === 0) throw refuse("the ELF has no program headers");
  if (size !== 56 || at + count * size > file.length)
    throw refuse("the program headers of the ELF are damaged");
  const segments: ZiskSegment[] = [];
  for (let i = 0; i < count; i++) {
    const p = at + i * size;
    if (view.getUint32(p, true) !== 1) continue;
    const fileSize = u64(p + 32);
    const memSize = u64(p + 40);
    if (fileSize === 0 && memSize === 0) continue;
    const flags = view.getUint32(p + 4, true);
    const offset = u64(p + 8);
    const address = u64(p + 16);
    if (fileSize > memSize || offset + fileSize > file.length)
      throw refuse(`the segment at ${hex(address)} reaches beyond the file or its own size`);
    const segment: ZiskSegment = {
      address,
      memSize,
      bytes: file.subarray(offset, offset + fileSize),
      executable: (flags & 1) !== 0,
      writable: (flags & 2) !== 0,
      readable: (flags & 4) !== 0,
    };
    check(segment, segments);
    segments.push(segment);
  }
  checkEntry(entry, segments);
  return { entry, segments };
}

function check(segment: ZiskSegment, others: readonly ZiskSegment[]): void {
  const { address, memSize, executable, writable } = segment;
  const where = `the segment at ${hex(address)}`;
  const end = address + memSize;
  const inRom = address >= layout.rom && end <= layout.romEnd;
  const inRam = address >= layout.ram && end <= layout.ramEnd;
  if (address >= 0x80000000 && address < layout.rom)
    throw new CycleLensError(
      "unsupported",
      `the guest is linked at ${hex(address)}, for ZisK up to 1.0`,
      "build it again with ZisK 1.4, or run it with --engine external and ziskemu 1.0",
    );
  if (writable && executable) throw refuse(`${where} is both writable and executable`);
  if (address % (executable ? 4 : 2) !== 0) throw refuse(`${where} is not aligned`);
  if (!inRom && !inRam) throw refuse(`${where} lies outside ROM and RAM of the machine`);
  if (others.some((o) => address < o.address + o.memSize && o.address < end))
    throw refuse(`${where} overlaps another one`);
  if (executable && !inRom) throw refuse(`${where} is code outside ROM`);
  if (executable && (segment.bytes.length !== memSize || memSize % 2 !== 0))
    throw refuse(`${where} is code that the file does not hold whole`);
  if (writable && !inRam) throw refuse(`${where} is writable and lies in ROM`);
  if (!writable && inRom && (!executable || segment.readable) && end >= layout.floatLibrary)
    throw refuse(`${where} reaches into the machine's own library`);
}

function checkEntry(entry: number, segments: readonly ZiskSegment[]): void {
  if (entry === 0)
    throw refuse(
      "the ELF has no entry point",
      "declare #![no_main] and ziskos::entrypoint!(main) in the guest's main.rs",
    );
  const code = segments.find((s) => s.executable && entry >= s.address && entry < s.address + s.memSize);
  if (entry % 4 !== 0 || code === undefined) throw refuse(`the entry point ${hex(entry)} is no code`);
}
