import { CycleLensError } from "../../../errors";
import { decodeCode } from "../../riscv/decode";
import { rvNames } from "../../riscv/names";
import { biosCode } from "./bios";
import { readOnlyData, writableData, type DataPiece } from "./data";
import { ziskImage } from "./elfSegments";
import { layout } from "./layout";
import { UnloadableCode } from "./loadError";
import { lower } from "./lower";
import { MicroProgramBuilder, type MicroProgram } from "./microProgram";
import type { ZiskModel } from "./model";

/** A guest as the machine holds it before its first step. */
export interface ZiskProgram {
  readonly code: MicroProgram;
  readonly readOnly: readonly DataPiece[];
  readonly writable: readonly DataPiece[];
  readonly entry: number;
  /** Rows of the ROM in use: steps, executed or not, and initialised data. */
  readonly romUsage: number;
  /** Cost of the initialised data. */
  readonly initCost: number;
  readonly initReads: number;
  readonly initWrites: number;
  readonly warnings: readonly string[];
}

/** Micro-steps that an instruction has at most, by its name's row; nearly all have one. */
const mostSteps = Uint8Array.from(rvNames, (name) => (/^(?:jalr|sc\.|csr|amo)|\.uw$/.test(name) ? 4 : 1));
/** Instructions whose steps hold an address, or depend on what stands behind: equal words are not equal steps. */
const isPlaced = Uint8Array.from(rvNames, (name) => (/^(?:auipc|csr|e)/.test(name) ? 1 : 0));

/** Reads, checks, decodes and lowers a guest. Throws `bad-input` or `unsupported` for what the machine does not load. */
export function loadZisk(file: Uint8Array, model: ZiskModel): ZiskProgram {
  const { entry, segments } = ziskImage(file);
  const warnings: string[] = [];
  const code = segments
    .filter((s) => s.executable)
    .map((s) => ({ segment: s, decoded: decodeCode(s.address, s.bytes) }));
  const bios = biosCode(entry);
  let rows = bios.length;
  for (const { decoded } of code)
    for (let i = 0; i < decoded.length; i++) rows += mostSteps[decoded.name[i]!]!;
  const builder = new MicroProgramBuilder(model, rows, layout.rom + 1);
  for (const { segment } of code) builder.range(segment.address, segment.address + segment.memSize);
  builder.range(layout.bios, layout.bios + 4 * bios.length);
  for (const [pc, step] of bios) builder.add(pc, [step], pc + 4);
  try {
    for (const { decoded } of code) {
      const lastRow = decoded.length - 1;
      if (decoded.size[lastRow] === 2 && (decoded.word[lastRow]! & 3) === 3)
        throw new UnloadableCode("half an instruction", decoded.pc[lastRow]!);
      for (let i = 0; i < decoded.length; i++) {
        const word = decoded.word[i]!;
        const repeats = decoded.size[i] === 4 && isPlaced[decoded.name[i]!] === 0;
        if (repeats && builder.again(word, decoded.pc[i]!)) continue;
        const { steps, next } = lower(decoded, i);
        builder.add(decoded.pc[i]!, steps, next);
        if (repeats && steps.length === 1) builder.remember(word);
      }
    }
  } catch (error) {
    if (!(error instanceof UnloadableCode)) throw error;
    throw notLoaded(error);
  }
  for (const { segment } of code)
    if (segment.readable)
      warnings.push(
        `the code at 0x${segment.address.toString(16)} is readable as data too, which ZisK charges for as initialised data`,
      );
  const data = segments.filter((s) => !s.writable && (!s.executable || s.readable));
  const readOnly = readOnlyData(data.filter((s) => s.address < layout.ram).map(whole));
  if (readOnly.some((piece) => piece.address % 8 !== 0))
    throw new CycleLensError(
      "bad-input",
      "read-only data of the guest is not aligned to 8 bytes",
      "align it in the linker script",
    );
  const writable = writableData(
    segments.filter((s) => s.writable || (!s.executable && s.address >= layout.ram)),
  );
  const words = (pieces: readonly DataPiece[]): number =>
    pieces.reduce((sum, piece) => sum + piece.bytes.length / 8, 0);
  const initReads = words(readOnly);
  const initWrites = words(writable);
  return {
    code: builder.build(),
    readOnly,
    writable,
    entry,
    romUsage: builder.rows + Math.ceil(initReads / 4) + Math.ceil(initWrites / 4),
    initCost: initReads * model.memory.romRead + initWrites * model.memory.ramWrite,
    initReads,
    initWrites,
    warnings,
  };
}

/** With the zeros behind what the file holds. */
function whole(segment: { address: number; memSize: number; bytes: Uint8Array }): DataPiece {
  const bytes = new Uint8Array(segment.memSize);
  bytes.set(segment.bytes);
  return { address: segment.address, bytes };
}

function notLoaded(error: UnloadableCode): CycleLensError {
  const isOurs = /zkvmcall|accelerator/.test(error.what);
  return new CycleLensError(
    "unsupported",
    `the guest has ${error.what} at 0x${error.pc.toString(16)}, which ${isOurs ? "the embedded engine does not carry" : "ZisK 1.4 does not load"}`,
    isOurs
      ? "install ziskemu 1.4 and run with --engine external"
      : "build it for riscv64ima without floating point",
    { cause: error },
  );
}
