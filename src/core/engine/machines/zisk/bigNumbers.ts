import { GuestFault } from "../../guestFault";
import { pointer, type Bus } from "./bus";

/** Pointers stand in a block first, then what they point at is read, then written. */
function pointers(bus: Bus, at: number, count: number): number[] {
  const words = bus.peekWords(at, count);
  return Array.from({ length: count }, (_, i) => pointer(words[2 * i]!, words[2 * i + 1]!));
}

/**
 * Charges a block and what it points at: `inputs` operands, `skipped` plain words, `results`, each of `size` words. As
 * the machine does, by the pointers that are there when the results are written, which may lie over them.
 */
function charge(bus: Bus, at: number, inputs: number, skipped: number, results: number, size: number): void {
  const count = inputs + skipped + results;
  bus.chargeReads(at, count);
  const addresses = pointers(bus, at, count);
  for (let i = 0; i < inputs; i++) bus.chargeReadsAt(addresses[i]!, size);
  for (let i = inputs + skipped; i < count; i++) bus.chargeWritesAt(addresses[i]!, size);
}

/** c := a + b + carry; gives the carry. */
export function add256(bus: Bus, at: number): number {
  const words = bus.peekWords(at, 4).slice();
  const address = (i: number): number => pointer(words[2 * i]!, words[2 * i + 1]!);
  // Anything but 1 is no carry.
  const carry = words[4] === 1 && words[5] === 0 ? 1n : 0n;
  const sum = bus.peekNumber(address(0), 4) + bus.peekNumber(address(1), 4) + carry;
  bus.pokeNumber(address(3), 4, sum);
  charge(bus, at, 2, 1, 1, 4);
  return Number(sum >> 256n);
}

/** high:low := a · b + c. */
export function arith256(bus: Bus, at: number): void {
  const [a, b, c, low, high] = pointers(bus, at, 5) as [number, number, number, number, number];
  const value = bus.peekNumber(a, 4) * bus.peekNumber(b, 4) + bus.peekNumber(c, 4);
  bus.pokeNumber(low, 4, value);
  bus.pokeNumber(high, 4, value >> 256n);
  charge(bus, at, 3, 0, 2, 4);
}

/** d := (a · b + c) mod m. Throws GuestFault for m = 0. */
export function arithMod(bus: Bus, at: number, words: number): void {
  const [a, b, c, m, d] = pointers(bus, at, 5) as [number, number, number, number, number];
  const read = (address: number): bigint => bus.peekNumber(address, words);
  const value = read(a) * read(b) + read(c);
  const modulus = read(m);
  if (modulus === 0n) throw new GuestFault("a modular operation has the modulus 0", 101);
  bus.pokeNumber(d, words, value % modulus);
  charge(bus, at, 4, 0, 1, words);
}
