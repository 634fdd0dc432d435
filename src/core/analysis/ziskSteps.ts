/**
 * How many ZisK micro-instructions ("steps") one RISC-V instruction becomes in ZisK ≥ 1.4.
 * Source of the rules: the transpiler of the published `zisk-riscv` crate, 1.4.0-alpha.
 */

const opJalr = 0x67;
const opAmo = 0x2f;
const opSystem = 0x73;
const op32 = 0x3b;

/** `next` is the instruction word behind it (accelerators take operands from there). */
export function ziskSteps(word: number, next: number): number {
  switch (word & 0x7f) {
    case opJalr:
      // An odd immediate needs an add before the mask.
      return ((word >>> 20) & 1) !== 0 && funct3(word) === 0 ? 2 : 1;
    case opAmo:
      return amoSteps(word);
    case opSystem:
      return csrSteps(word, next);
    case op32:
      return unsignedWordAdd(word) ? 2 : 1;
    default:
      return 1;
  }
}

/** add.uw, sh1add.uw, sh2add.uw, sh3add.uw */
function unsignedWordAdd(word: number): boolean {
  const f7 = word >>> 25;
  const f3 = funct3(word);
  return (f7 === 0x04 && f3 === 0) || (f7 === 0x10 && (f3 === 2 || f3 === 4 || f3 === 6));
}

function amoSteps(word: number): number {
  const f3 = funct3(word);
  if (f3 !== 2 && f3 !== 3) return 1;
  const aliased = rd(word) === rs1(word) || rd(word) === rs2(word);
  switch (word >>> 27) {
    case 0x02: // lr
      return 1;
    case 0x03: // sc
      return rd(word) === 0 ? 1 : 2;
    case 0x01: // amoswap
      return aliased ? 3 : 2;
    case 0x00:
    case 0x04:
    case 0x08:
    case 0x0c:
    case 0x10:
    case 0x14:
    case 0x18:
    case 0x1c:
      return aliased ? 4 : 3;
    default:
      return 1;
  }
}

function csrSteps(word: number, next: number): number {
  const f3 = funct3(word);
  if (f3 === 0 || f3 === 4) return 1;
  const csr = word >>> 20;
  const source = rs1(word);
  const target = rd(word);
  if (f3 === 2 && isAccelerator(csr)) return acceleratorSteps(csr, next);
  // A write to a read-only CSR is a trap: one halting step. A read is one step, too.
  if ((csr & 0xc00) === 0xc00) return 1;
  switch (f3) {
    case 1: // csrrw
      if (target === source) return target === 0 ? 1 : 3;
      return target === 0 ? 1 : 2;
    case 2: // csrrs
      if (target === source) return target === 0 ? 1 : 3;
      return target === 0 || source === 0 ? 1 : 2;
    case 3: // csrrc
      if (target === source) return target === 0 ? 1 : 4;
      return target === 0 ? 2 : source === 0 ? 1 : 3;
    case 5: // csrrwi
      return target === 0 ? 1 : 2;
    default: // csrrsi, csrrci
      return target === 0 || source === 0 ? 1 : 2;
  }
}

/** Accelerators, DMA and tags, and parameters of hints. */
function isAccelerator(csr: number): boolean {
  return (csr >= 0x800 && csr <= 0x821) || (csr >= 0x8f0 && csr <= 0x8ff) || isLibraryCall(csr);
}

/** dma_memcpy, dma_memcmp, jump_dest with the count in a register store the count first. */
function acceleratorSteps(csr: number, next: number): number {
  const counted = csr === 0x813 || csr === 0x814 || csr === 0x81c;
  return counted && (next & 0xfe00707f) === 0x33 && rd(next) === 0 ? 2 : 1;
}

function isLibraryCall(csr: number): boolean {
  return csr >= 0x850 && csr <= 0x8bf;
}

/**
 * The number of a call of ZisK's assembly library whose body is put in place of the call (its steps are
 * not known from the instruction alone); null for every other instruction.
 */
export function inlineLibraryCall(word: number, next: number): number | null {
  const csr = word >>> 20;
  if ((word & 0x7f) !== opSystem || funct3(word) !== 2 || !isLibraryCall(csr)) return null;
  const parameter = next >>> 20;
  return (next & 0x7fff) === ((opSystem | (2 << 12)) & 0x7fff) && parameter >= 0x8e0 && parameter <= 0x8ef
    ? csr
    : null;
}

function funct3(word: number): number {
  return (word >>> 12) & 7;
}
function rd(word: number): number {
  return (word >>> 7) & 31;
}
function rs1(word: number): number {
  return (word >>> 15) & 31;
}
function rs2(word: number): number {
  return (word >>> 20) & 31;
}

/** Internal steps of the library bodies that are put in place of a call, by the numbers of the calls. */
const inlineBodies: readonly (readonly [steps: number, calls: readonly number[]])[] = [
  [7, [0x886, 0x888]],
  [11, [0x876, 0x87a, 0x891, 0x895]],
  [12, [0x865, 0x867]],
  [14, [0x887]],
  [15, [0x877, 0x878, 0x879, 0x892, 0x893, 0x894]],
  [16, [0x866]],
  [17, [0x87b]],
  [18, [0x896]],
  [19, [0x871, 0x872, 0x875, 0x88c, 0x88d, 0x890]],
  [20, [0x889, 0x88a]],
  [26, [0x873, 0x874, 0x88e, 0x88f]],
  [27, [0x86b, 0x86c]],
  [58, [0x87f, 0x89a]],
  [100, [0x87c, 0x87d, 0x897, 0x898]],
  [102, [0x87e, 0x899]],
];
const inlineBodySteps = new Map(
  inlineBodies.flatMap(([steps, calls]) => calls.map((call) => [call, steps] as const)),
);

/** Internal steps of a library call in place (measured with ziskemu 1.4.0-alpha); undefined for calls not known then. */
export function inlineLibrarySteps(call: number): number | undefined {
  return inlineBodySteps.get(call);
}
