// Where things stand in the one page of memory of `columnKernel`.

/** Digits of 0 to 99, two bytes each. */
export const pairsAt = 0;
/** How many numbers were written: 32 bits. */
export const writtenAt = 248;
/** Numbers, as doubles. */
export const numbersAt = 256;
/** So many at once, and one behind them. */
export const mostNumbers = 2048;
/** The text: at most 18 bytes a number, and 8 behind that are written to. */
export const textAt = numbersAt + 8 * (mostNumbers + 1);
