import { accesses } from "./sp1Edges/accesses";
import { placed } from "./sp1Edges/placed";
import { streams } from "./sp1Edges/streams";
import { unreduced } from "./sp1Edges/unreduced";
import type { MadeGuest } from "./sp1Guests";

/** Guests of one call or instruction each, with operands at the edge of what it takes. */
export function sp1EdgeGuests(): MadeGuest[] {
  return [...placed(), ...unreduced(), ...streams(), ...accesses()];
}
