import { GuestFault } from "../../guestFault";
import { inverse, mod, power, primes } from "../../precompiles/field";
import { panicExit } from "./faults";
import { rootEd25519 } from "./precompiles/curvePoints";

/** Descriptors that a hook of SP1's host listens on. */
const descriptors = {
  ecrecover: 15,
  edDecompress: 16,
  rsaMulMod: 17,
  blsSquareRoot: 18,
  blsInverse: 19,
  fieldSquareRoot: 20,
  fieldInverse: 21,
} as const;

const no = Uint8Array.of(0);
const yes = Uint8Array.of(1);
const { bls12381, ed25519 } = primes;

/**
 * What a hook of SP1's host answers to a write: buffers that the guest reads next. Empty for a descriptor that nobody
 * listens on. Throws GuestFault for what the host refuses.
 */
export function answerHook(fd: number, bytes: Uint8Array): readonly Uint8Array[] {
  switch (fd) {
    case descriptors.ecrecover:
      return ecrecover(bytes);
    case descriptors.edDecompress:
      return edDecompress(bytes);
    case descriptors.rsaMulMod:
      return rsaMulMod(bytes);
    case descriptors.blsSquareRoot:
      return blsSquareRoot(bytes);
    case descriptors.blsInverse: {
      const element = big(part(bytes, 0, 48));
      if (element === 0n) throw wrong("asked for the inverse of 0");
      return [bigEndian(power(element, bls12381 - 2n, bls12381), 48)];
    }
    case descriptors.fieldSquareRoot:
      return fieldSquareRoot(bytes);
    case descriptors.fieldInverse: {
      const [element, modulus, length] = operands(bytes, 2);
      if (element === 0n) throw wrong("asked for the inverse of 0");
      return [
        bigEndian(
          inFieldOf(modulus!, () => power(element!, modulus! - 2n, modulus!)),
          Number(length),
        ),
      ];
    }
    default:
      return [];
  }
}

const wrong = (what: string): GuestFault => new GuestFault(`gave a hook what it refuses: ${what}`, panicExit);

function part(bytes: Uint8Array, at: number, length: number): Uint8Array {
  if (bytes.length < at + length) throw wrong(`${String(bytes.length)} bytes are too few`);
  return bytes.subarray(at, at + length);
}

function big(bytes: Uint8Array): bigint {
  let digits = "";
  for (const byte of bytes) digits += byte.toString(16).padStart(2, "0");
  return digits === "" ? 0n : BigInt(`0x${digits}`);
}

const little = (bytes: Uint8Array): bigint => big(bytes.slice().reverse());

/** So many bytes, the highest first; higher ones are cut off. */
function bigEndian(value: bigint, length: number): Uint8Array {
  const digits = BigInt.asUintN(8 * length, value)
    .toString(16)
    .padStart(2 * length, "0");
  return Uint8Array.from({ length }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

const littleEndian = (value: bigint, length: number): Uint8Array => bigEndian(value, length).reverse();

/** y of the point with this x, or a root that shows that there is none; the inverse of r beside it. */
function ecrecover(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length !== 65) throw wrong("ecrecover takes 65 bytes");
  const curve = bytes[0]! & 0x7f;
  const isOdd = (bytes[0]! & 0x80) !== 0;
  const { p, order } =
    curve === 1
      ? { p: primes.secp256k1, order: primes.secp256k1Order }
      : { p: primes.secp256r1, order: primes.secp256r1Order };
  if (curve !== 1 && curve !== 2) throw wrong(`no curve ${String(curve)}`);
  const r = big(bytes.subarray(1, 33));
  const alpha = big(bytes.subarray(33));
  if (r >= p || alpha >= p) throw wrong("a coordinate is too large");
  if (alpha === 0n && curve === 1) throw wrong("the square is 0");
  const root = power(alpha, (p + 1n) / 4n, p);
  if ((root * root) % p === alpha) {
    const inverted = r < order ? inverse(r, order) : null;
    if (inverted === null) throw wrong("r has no inverse");
    const y = ((root & 1n) === 1n) === isOdd ? root : mod(-root, p);
    return [yes, bigEndian(y, 32), bigEndian(inverted, 32)];
  }
  // 3 is no square in either field.
  return [no, bigEndian(power(3n * alpha, (p + 1n) / 4n, p), 32)];
}

function edDecompress(bytes: Uint8Array): readonly Uint8Array[] {
  const y = BigInt.asUintN(255, little(part(bytes, 0, 32)));
  if (y >= ed25519) return [no];
  const v = little(bytes.subarray(32));
  if (v >= ed25519) throw wrong("v is no element of the field");
  const inverted = power(v, ed25519 - 2n, ed25519);
  const quotient = mod(y * y - 1n, ed25519) * inverted;
  if (rootEd25519(quotient % ed25519) !== null) return [yes];
  const root = rootEd25519((2n * quotient) % ed25519);
  if (root === null) throw wrong("neither the number nor its double is a square");
  return [no, littleEndian(inverted, 32), littleEndian(root, 32)];
}

function rsaMulMod(bytes: Uint8Array): readonly Uint8Array[] {
  const length = bytes.length / 3;
  if (![256, 384, 512].includes(length)) throw wrong("rsa takes three numbers of 256, 384 or 512 bytes");
  const product = little(bytes.subarray(0, 2 * length));
  const modulus = little(bytes.subarray(2 * length));
  if (modulus === 0n) throw wrong("the modulus is 0");
  return [littleEndian(product % modulus, length), littleEndian(product / modulus, length)];
}

function blsSquareRoot(bytes: Uint8Array): readonly Uint8Array[] {
  const element = big(part(bytes, 0, 48));
  if (element === 0n) return [yes, new Uint8Array(48)];
  const exponent = (bls12381 + 1n) / 4n;
  const root = power(element, exponent, bls12381);
  if ((root * root) % bls12381 === element) return [yes, bigEndian(root, 48)];
  const twice = power(2n * element, exponent, bls12381);
  if ((twice * twice) % bls12381 !== (2n * element) % bls12381) throw wrong("the number is too large");
  return [no, bigEndian(twice, 48)];
}

/** So many numbers behind a length in four bytes, and that length. */
function operands(bytes: Uint8Array, count: number): readonly bigint[] {
  const length = Number(big(part(bytes, 0, 4)));
  if (bytes.length !== 4 + count * length) throw wrong("the length is not that of the numbers");
  if (length > mostFieldBytes) throw wrong("the field is too large");
  const numbers = Array.from({ length: count }, (_, i) =>
    big(bytes.subarray(4 + i * length, 4 + (i + 1) * length)),
  );
  return [...numbers, BigInt(length)];
}

/** Largest field that is computed in; the guest chooses. */
const mostFieldBytes = 1024;

function inFieldOf<T>(modulus: bigint, run: () => T): T {
  if (modulus < 3n) throw wrong("the modulus is no odd prime");
  return run();
}

function fieldSquareRoot(bytes: Uint8Array): readonly Uint8Array[] {
  const [element = 0n, modulus = 0n, nonSquare = 0n, size = 0n] = operands(bytes, 3);
  const length = Number(size);
  if (element >= modulus || nonSquare >= modulus) throw wrong("a number is not below the modulus");
  if (element === 0n) return [yes, new Uint8Array(length)];
  return inFieldOf(modulus, () => {
    const root = squareRoot(element, modulus, nonSquare);
    if (root !== null) return [yes, bigEndian(root, length)];
    const other = squareRoot((nonSquare * element) % modulus, modulus, nonSquare);
    if (other === null) throw wrong("the number said to be no square is one");
    return [no, bigEndian(other, length)];
  });
}

/** By Tonelli and Shanks, with a number that is known to be no square; null where there is no root. */
function squareRoot(element: bigint, p: bigint, nonSquare: bigint): bigint | null {
  if (p % 4n === 3n) {
    const root = power(element, (p + 1n) / 4n, p);
    return (root * root) % p === element ? root : null;
  }
  if (power(element, (p - 1n) / 2n, p) !== 1n) return null;
  let odd = p - 1n;
  let twos = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    twos++;
  }
  let c = power(nonSquare, odd, p);
  let root = power(element, (odd + 1n) / 2n, p);
  let t = power(element, odd, p);
  while (t !== 1n) {
    let order = 0;
    for (let square = t; square !== 1n; square = (square * square) % p) if (++order === twos) return null;
    const b = power(c, 1n << BigInt(twos - order - 1), p);
    root = (root * b) % p;
    c = (b * b) % p;
    t = (t * c) % p;
    twos = order;
  }
  return root;
}
