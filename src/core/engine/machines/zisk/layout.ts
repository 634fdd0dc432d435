/** Addresses of the ZisK 1.4 machine. Ranges are [from, to). */
export const layout = {
  bios: 0x1000,
  /** The last step of every run. */
  exit: 0x1004,
  /** Where a normal end goes: the public output is read out. */
  output: 0x101c,
  ecall: 0x107c,
  /** End of the range that the statistics call BIOS. */
  biosEnd: 0x101000,
  freeInput: 0x10000000,
  input: 0x10000008,
  inputEnd: 0x90000000,
  rom: 0x90000000,
  library: 0x97e00000,
  floatLibrary: 0x97f00000,
  romEnd: 0x98000000,
  ram: 0xa0000000,
  stackEnd: 0xa0400000,
  uart: 0xa0400200,
  extraParameter: 0xa0400f00,
  csr: 0xa0408000,
  publicOutput: 0xa0410000,
  ramEnd: 0xc0000000,
  floatRam: 0xbfff0000,
} as const;

/** Of the 64 public outputs of 4 bytes each. */
export const publicBytes = 256;
