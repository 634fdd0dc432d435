import { CycleLensError } from "../../../errors";
import { readOnlyData, writableData, type DataPiece } from "./data";
import { ziskImage, type ZiskSegment } from "./elfSegments";
import { layOutCode } from "./layOutCode";
import { layout } from "./layout";
import { UnloadableCode } from "./loadError";
import type { MicroProgram } from "./microProgram";
import type { MicroProgramBuilder } from "./microProgramBuilder";
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

/** Reads and checks a guest, and lays its code out. Throws `bad-input` or `unsupported` for what the machine does not load. */
export function loadZisk(file: Uint8Array, model: ZiskModel): ZiskProgram {
  const { entry, segments } = ziskImage(file);
  const warnings: string[] = [];
  const code = segments.filter((s) => s.executable);
  const builder = layOut(code, entry, model);
  for (const segment of code)
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

function layOut(code: readonly ZiskSegment[], entry: number, model: ZiskModel): MicroProgramBuilder {
  try {
    return layOutCode(code, entry, model);
  } catch (error) {
    if (!(error instanceof UnloadableCode)) throw error;
    throw notLoaded(error);
  }
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
