import { opcodeNames } from "./opcodes";

/** Kinds of instructions that SP1 proves in tables of their own. */
export const opcodeClasses = [
  "alu",
  "mul",
  "divrem",
  "loads",
  "stores",
  "branches",
  "jumps",
  "ecalls",
] as const;

const patterns: readonly (readonly [(typeof opcodeClasses)[number], RegExp])[] = [
  ["mul", /^mul/],
  ["divrem", /^(div|rem)/],
  ["loads", /^l[bhwd]u?$/],
  ["stores", /^s[bhwd]$/],
  ["branches", /^b(eq|ne|lt|ge)u?$/],
  ["jumps", /^jalr?$/],
  ["ecalls", /^(ecall|ebreak|unimp)$/],
];

/** By opcode: its class, a place in `opcodeClasses`; `alu` is what has none of its own. */
export const classOfOpcode = Uint8Array.from(opcodeNames, (name) =>
  opcodeClasses.indexOf(patterns.find(([, pattern]) => pattern.test(name))?.[0] ?? "alu"),
);
