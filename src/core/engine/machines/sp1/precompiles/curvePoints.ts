import { once } from "../../../../once";
import { GuestFault } from "../../../guestFault";
import { addEdwards, type Point } from "../../../precompiles/curves";
import { inverse, mod, power, primes } from "../../../precompiles/field";
import { panicExit } from "../faults";

const p = primes.ed25519;
const d = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;
const rootOfMinusOne = once(() => power(2n, (p - 1n) / 4n, p));

/** Canonical and on y² = x³ + 7, as SP1 wants points of this curve. */
export function isOnSecp256k1([x, y]: Point): boolean {
  const q = primes.secp256k1;
  return x < q && y < q && (x * x * x + 7n - y * y) % q === 0n;
}

/** a − b. Throws GuestFault below 0: numbers that are not below the field's order end SP1 there. */
export function less(a: bigint, b: bigint): bigint {
  if (a < b) throw new GuestFault("gave a number that is not below the field's order", panicExit);
  return a - b;
}

/** The sum by the chord; where there is none (x is the same) its slope is 0, as SP1 has it. */
export function addPoints([x1, y1]: Point, [x2, y2]: Point, q: bigint): Point {
  const rise = less(q + y2, y1);
  return third(x1, y1, x2, mod(rise * (inverse(less(q + x2, x1), q) ?? 0n), q), q);
}

/** Twice a point by the tangent, whose slope is 0 where y is; `a` is the curve's coefficient of x. */
export function doublePoint([x, y]: Point, a: bigint, q: bigint): Point {
  return third(x, y, x, mod((3n * x * x + a) * (inverse(2n * y, q) ?? 0n), q), q);
}

function third(x1: bigint, y1: bigint, x2: bigint, slope: bigint, q: bigint): Point {
  const x = less(less(slope * slope + 2n * q, x1), x2) % q;
  return [x, less(slope * (q + x1 - x) + q, y1) % q];
}

/** The sum on Ed25519. Of x SP1 takes only whether it is odd. Throws GuestFault where no point has such a y. */
export function addEd25519(a: Point, b: Point): Point {
  return addEdwards(liftEd25519(a), liftEd25519(b), -1n, d, p);
}

function liftEd25519([x, y]: Point): Point {
  const found = decompressEd25519(y, (x & 1n) === 1n || y >> 255n === 1n);
  if (found === null) throw new GuestFault("gave a point that is not on the curve", panicExit);
  return [found, BigInt.asUintN(255, y) % p];
}

/** The even square root in the field of Ed25519; null where there is none. */
export function rootEd25519(a: bigint): bigint | null {
  let root = power(a, (p + 3n) / 8n, p);
  const square = (root * root) % p;
  if (square === mod(-a, p)) root = (root * rootOfMinusOne()) % p;
  else if (square !== a) return null;
  return (root & 1n) === 1n ? mod(-root, p) : root;
}

/** x of the point with this y (its top bit is not looked at); null where there is none. */
export function decompressEd25519(coordinate: bigint, isOdd: boolean): bigint | null {
  const y = BigInt.asUintN(255, coordinate);
  const yy = (y * y) % p;
  const x = rootEd25519(mod((yy - 1n) * (inverse(yy * d + 1n, p) ?? 0n), p));
  return x !== null && isOdd ? mod(-x, p) : x;
}
