import { GuestFault } from "../../guestFault";
import { signed64 } from "../../wide";
import { unmapped } from "./memory";

const panicExit = 101;

/** An access beyond 2^32. */
export function unmappedWide(
  what: "read" | "write",
  lo: number,
  hi: number,
  offset: number,
  width: number,
): GuestFault {
  const address = BigInt.asUintN(64, signed64(lo, hi) + BigInt(offset));
  return unmapped(what, `0x${address.toString(16)}`, width);
}

/** A jump to where nothing is. */
export function noCode(lo: number, hi: number, offset: number): GuestFault {
  const address = BigInt.asUintN(
    64,
    (hi === 0 ? BigInt(lo < 0 ? lo >>> 0 : lo) : signed64(lo, hi)) + BigInt(offset),
  );
  return new GuestFault(`jump to 0x${address.toString(16)}, where no code is`, panicExit);
}
