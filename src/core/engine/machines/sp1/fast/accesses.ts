import type { GuestFault } from "../../../guestFault";
import { misaligned, tooFar } from "../faults";
import { pageBits, type Sp1Memory } from "../memory";
import { op } from "../opcodes";

/** Is an opcode a load or a store? */
export const isAccess = (code: number): boolean => code >= op.lb && code <= op.sd;

function widthOf(code: number): number {
  if (code === op.ld || code === op.sd) return 8;
  if (code === op.lw || code === op.lwu || code === op.sw) return 4;
  return code === op.lh || code === op.lhu || code === op.sh ? 2 : 1;
}

/** What the reference says of an access that cannot be. Throws GuestFault itself where memory is used up. */
export function accessFault(code: number, address: bigint, memory: Sp1Memory): GuestFault {
  const low = Number(BigInt.asIntN(32, address));
  const high = Number(BigInt.asIntN(32, address >> 32n));
  const what = code >= op.sb ? "wrote" : "read";
  if ((high & ~0xff) !== 0) return tooFar(what, low, high);
  memory.place((high << (32 - pageBits)) | (low >>> pageBits));
  return misaligned(what, widthOf(code), low, high);
}
