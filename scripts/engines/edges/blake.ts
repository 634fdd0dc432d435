import { addi, csr, GuestWriter } from "../ziskAssembler";
import { q, x, type EdgeGuest } from "./edgeGuest";

/** One blake2b round after the other: rounds beyond nine, states kept in the machine, gaps that fit and that do not. */
export function blakeGuests(): EdgeGuest[] {
  const guests: EdgeGuest[] = [];
  const rounds: readonly (readonly [string, readonly number[]])[] = [
    ["each round", Array.from({ length: 16 }, (_, i) => i)],
    ["a chain", [32, 16 + 32 + 64 + 1, 16 + 64 + 2]],
    ["a chain read without one", [16 + 64]],
    ["a chain read without a gap", [32, 16]],
    ["a gap without a chain", [64]],
    ["a gap of two", [32, 16 + 128]],
    ["a negative argument", [-1]],
    ["a negative chain", [32, -16]],
    ["a chain of what was not kept", [0, 16 + 64]],
  ];
  for (const [what, list] of rounds) {
    const g = new GuestWriter();
    const state = g.words(Array.from({ length: 16 }, (_, i) => BigInt(i) * 0x0123456789abcdefn));
    const message = g.words(Array.from({ length: 16 }, (_, i) => ~BigInt(i) * 0x123456789n));
    g.li(x, state).li(q, message);
    for (const argument of list) g.put(csr(2, 0, x, 0x819), addi(0, q, argument));
    guests.push({ name: `blake2b: ${what}`, elf: g.showWords(state, 16).exit().elf() });
  }
  return guests;
}
