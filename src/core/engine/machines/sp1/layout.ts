/** Addresses of SP1 6. */
export const layout = {
  /** Nothing is loaded below; the stack grows down from here. */
  stackTop: 0x78000000,
  /** First address that is none. */
  end: 2 ** 40,
} as const;

/** Most instructions that a program may have. */
export const mostInstructions = 1 << 22;
