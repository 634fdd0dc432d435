import type { Backend } from "./types";

const names: Readonly<Record<Backend, string>> = {
  sp1: "SP1",
  zisk: "ZisK",
  risc0: "RISC Zero",
  openvm: "OpenVM",
};

export function backendName(backend: Backend): string {
  return names[backend];
}

/** `a, b and c`; at most ten of them. */
export function listed(words: readonly string[]): string {
  const shown = words.length > 10 ? [...words.slice(0, 9), `${words.length - 9} more`] : words;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
