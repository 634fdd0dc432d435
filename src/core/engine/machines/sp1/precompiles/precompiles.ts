import type { Sp1Port } from "./port";

export { Sp1Port } from "./port";

/** Runs one call; gives the registers that it read beside a0 and a1, one bit each. Throws GuestFault. */
export type Precompile = (port: Sp1Port, register: (number: number) => number) => number;

/** By syscall number. */
export const precompiles: Readonly<Record<number, Precompile>> = {};
