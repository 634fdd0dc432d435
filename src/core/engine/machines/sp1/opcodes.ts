/** SP1's opcodes in the order of its report; immediate forms count as the register form, but for addi. */
export const opcodeNames = [
  "add addi sub xor or and sll srl sra slt sltu",
  "mul mulh mulhu mulhsu div divu rem remu",
  "addw subw sllw srlw sraw mulw divw divuw remw remuw",
  "lb lh lw lbu lhu lwu ld sb sh sw sd",
  "beq bne blt bge bltu bgeu jal jalr auipc lui",
  "ecall ebreak unimp",
].flatMap((line) => line.split(" ")) as readonly string[];

const numbers = new Map(opcodeNames.map((name, i) => [name, i]));

/** Number of an opcode by its name; throws for a name that is none. */
export function opcode(name: string): number {
  const number = numbers.get(name);
  if (number === undefined) throw new Error(`no opcode ${name}`);
  return number;
}

/** The numbers as constants: what the interpreter's switch is made of. */
export const op = {
  add: 0,
  addi: 1,
  sub: 2,
  xor: 3,
  or: 4,
  and: 5,
  sll: 6,
  srl: 7,
  sra: 8,
  slt: 9,
  sltu: 10,
  mul: 11,
  mulh: 12,
  mulhu: 13,
  mulhsu: 14,
  div: 15,
  divu: 16,
  rem: 17,
  remu: 18,
  addw: 19,
  subw: 20,
  sllw: 21,
  srlw: 22,
  sraw: 23,
  mulw: 24,
  divw: 25,
  divuw: 26,
  remw: 27,
  remuw: 28,
  lb: 29,
  lh: 30,
  lw: 31,
  lbu: 32,
  lhu: 33,
  lwu: 34,
  ld: 35,
  sb: 36,
  sh: 37,
  sw: 38,
  sd: 39,
  beq: 40,
  bne: 41,
  blt: 42,
  bge: 43,
  bltu: 44,
  bgeu: 45,
  jal: 46,
  jalr: 47,
  auipc: 48,
  lui: 49,
  ecall: 50,
  ebreak: 51,
  unimp: 52,
} as const;
