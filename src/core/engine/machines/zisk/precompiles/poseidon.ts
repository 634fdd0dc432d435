import { beforePartial, mixing, roundConstants, sparse } from "./poseidon1Constants";
import { diagonal2, roundConstants2 } from "./poseidon2Constants";

/** Width of both permutations, over the Goldilocks field. */
const width = 16;
const half = 4;
const partial = 22;
const p = 0xffffffff00000001n;

type State = bigint[];

function pow7(x: bigint): bigint {
  const x2 = (x * x) % p;
  const x4 = (x2 * x2) % p;
  return (((x4 * x2) % p) * x) % p;
}

function multiplied(matrix: readonly bigint[], state: State): State {
  return state.map((_, i) => {
    let sum = 0n;
    for (let j = 0; j < width; j++) sum += state[j]! * matrix[j * width + i]!;
    return sum % p;
  });
}

/** Poseidon in its optimised form: sparse matrices in the partial rounds. */
export function poseidon1(input: readonly bigint[]): State {
  const [constants, mix, rows] = [roundConstants(), mixing(), sparse()];
  let state = input.map((x, i) => (x + constants[i]!) % p);
  const full = (at: number, matrix: readonly bigint[]): void => {
    state = multiplied(
      matrix,
      state.map((x, i) => pow7(x) + (at < 0 ? 0n : constants[at + i]!)),
    );
  };
  for (let r = 1; r < half; r++) full(r * width, mix);
  full(half * width, beforePartial());
  const base = (half + 1) * width;
  for (let r = 0; r < partial; r++) {
    const s = r * (2 * width - 1);
    const active = (pow7(state[0]!) + constants[base + r]!) % p;
    let first = active * rows[s]!;
    for (let j = 1; j < width; j++) first += state[j]! * rows[s + j]!;
    for (let j = 1; j < width; j++) state[j] = (state[j]! + active * rows[s + width - 1 + j]!) % p;
    state[0] = first % p;
  }
  for (let r = 0; r < half - 1; r++) full(base + partial + r * width, mix);
  full(-1, mix);
  return state;
}

/** The 4×4 blocks and their sums of Poseidon2's full rounds. */
function external(state: State): State {
  const out: State = [];
  for (let i = 0; i < width; i += 4) {
    const [a, b, c, d] = [state[i]!, state[i + 1]!, state[i + 2]!, state[i + 3]!];
    const t2 = 2n * b + c + d;
    const t3 = 2n * d + a + b;
    const t4 = 4n * (c + d) + t3;
    const t5 = 4n * (a + b) + t2;
    out.push(t3 + t5, t5, t2 + t4, t4);
  }
  const sums = [0, 1, 2, 3].map((i) => out[i]! + out[i + 4]! + out[i + 8]! + out[i + 12]!);
  return out.map((x, i) => (x + sums[i % 4]!) % p);
}

export function poseidon2(input: readonly bigint[]): State {
  const [constants, diagonal] = [roundConstants2(), diagonal2()];
  let state = external([...input]);
  const full = (at: number): void => {
    state = external(state.map((x, i) => pow7((x + constants[at + i]!) % p)));
  };
  for (let r = 0; r < half; r++) full(r * width);
  for (let r = 0; r < partial; r++) {
    state[0] = pow7((state[0]! + constants[half * width + r]!) % p);
    const sum = state.reduce((a, b) => a + b, 0n) % p;
    state = state.map((x, i) => (x * diagonal[i]! + sum) % p);
  }
  for (let r = 0; r < half; r++) full(half * width + partial + r * width);
  return state;
}
