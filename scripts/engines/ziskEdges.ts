import { blakeGuests } from "./edges/blake";
import { curveGuests } from "./edges/curves";
import { dmaGuests } from "./edges/dma";
import type { EdgeGuest } from "./edges/edgeGuest";
import { hintGuests } from "./edges/hints";
import { numberGuests } from "./edges/numbers";
import { placeGuests } from "./edges/places";

/** Guests of one accelerator or hint each, with operands at the edge of what it takes. */
export function edgeGuests(): EdgeGuest[] {
  return [
    ...curveGuests(),
    ...placeGuests(),
    ...numberGuests(),
    ...blakeGuests(),
    ...hintGuests(),
    ...dmaGuests(),
  ];
}
