import type { FunctionBody } from "../../wasm/functionBody";

/** An i64 that an operation reads: a local, or a value that is known while translating. */
export type Operand =
  { readonly kind: "local"; readonly local: number } | { readonly kind: "constant"; readonly value: bigint };

export function local(index: number): Operand {
  return { kind: "local", local: index };
}

/** Any integer; only the low 64 bits count. */
export function constant(value: bigint): Operand {
  return { kind: "constant", value: BigInt.asUintN(64, value) };
}

/** Pushes the operand. */
export function push(body: FunctionBody, operand: Operand): FunctionBody {
  return operand.kind === "local" ? body.get(operand.local) : body.i64(operand.value);
}
