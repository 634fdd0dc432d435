/** Arithmetic in a prime field. */
export function mod(value: bigint, p: bigint): bigint {
  const rest = value % p;
  return rest < 0n ? rest + p : rest;
}

/** The inverse modulo m; null where a and m have a common factor. */
export function inverse(a: bigint, m: bigint): bigint | null {
  let [r0, r1] = [m, mod(a, m)];
  let [t0, t1] = [0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1] = [r1, r0 - q * r1];
    [t0, t1] = [t1, t0 - q * t1];
  }
  return r0 === 1n ? mod(t0, m) : null;
}

export function power(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  let b = mod(base, m);
  for (let e = exponent; e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) result = (result * b) % m;
    b = (b * b) % m;
  }
  return result;
}

export const primes = {
  secp256k1: 2n ** 256n - 2n ** 32n - 977n,
  secp256k1Order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  secp256r1: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  secp256r1Order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  bn254: 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n,
  bn254Order: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  bls12381:
    0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  ed25519: 2n ** 255n - 19n,
} as const;
