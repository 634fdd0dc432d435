import { GuestFault } from "../../guestFault";
import { layout } from "./layout";

/** Exit code of a host whose executor gave up. */
export const panicExit = 101;

function address(low: number, high: number): string {
  return `0x${((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)).toString(16)}`;
}

/** Beyond what SP1 addresses. */
export function tooFar(what: "read" | "wrote", low: number, high: number): GuestFault {
  return new GuestFault(`${what} at ${address(low, high)}, beyond 2^40`, panicExit);
}

/** SP1 knows aligned accesses only. */
export function misaligned(what: "read" | "wrote", width: number, low: number, high: number): GuestFault {
  return new GuestFault(
    `${what} ${String(width)} bytes at ${address(low, high)}, which is not aligned`,
    panicExit,
  );
}

/** A jump out of the program. */
export function noCode(pc: number): GuestFault {
  const to = pc < 0 || pc >= layout.end * 2 ** 24 ? "far away" : `0x${pc.toString(16)}`;
  return new GuestFault(`jumped to ${to}, where no instruction is`, panicExit);
}

export function notThere(isBreak: boolean): GuestFault {
  return new GuestFault(
    isBreak ? "executed ebreak, which SP1 does not have" : "executed an instruction that SP1 does not have",
    panicExit,
  );
}
