import { i, r, type GuestWriter } from "../ziskAssembler";
import type { EdgeGuest } from "./edgeGuest";

export const [ra, t0, x, y, z] = [1, 5, 10, 11, 12] as const;
export const load = (funct3: number, rd: number, rs1: number, imm = 0): number =>
  i(0x03, funct3, rd, rs1, imm);
export const atomic = (funct5: number, width: 2 | 3, rd: number, rs1: number, rs2: number): number =>
  r(0x2f, funct5 << 2, width, rd, rs1, rs2);
export const [lr, sc] = [2, 3] as const;
export const atomics = [1, 0, 4, 12, 8, 16, 20, 24, 28];

/** Adds a guest of what is written. */
export type Push = (name: string, write: (g: GuestWriter) => void, more?: Partial<EdgeGuest>) => void;
