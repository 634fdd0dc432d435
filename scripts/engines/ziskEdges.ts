import { blakeGuests } from "./edges/blake";
import { curveGuests } from "./edges/curves";
import { dmaGuests } from "./edges/dma";
import type { EdgeGuest } from "./edges/edgeGuest";
import { hintGuests } from "./edges/hints";
import { numberGuests } from "./edges/numbers";
import { placeGuests } from "./edges/places";
import { riscvGuests } from "./edges/riscv";

/** Guests of one accelerator, hint or kind of instruction each, with operands at the edge of what it takes. */
export function edgeGuests(): EdgeGuest[] {
  return [
    ...curveGuests(),
    ...placeGuests(),
    ...numberGuests(),
    ...blakeGuests(),
    ...hintGuests(),
    ...dmaGuests(),
    ...riscvGuests(),
  ];
}
