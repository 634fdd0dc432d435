import { byBytes } from "./rustText";

const prefixes = ["leaf", "internal", "root", "halo2_outer", "halo2_wrapper"];

/** Where a group stands: the application first, then the stages of aggregation, key generation last. */
export function groupWeight(name: string): number {
  if (isKeygen(name)) return prefixes.length + 1;
  for (let i = prefixes.length - 1; i >= 0; i--) if (name.startsWith(prefixes[i]!)) return i + 1;
  return 0;
}

/** The order of groups in a report; equal weights by bytes. */
export function byWeight(a: string, b: string): number {
  return groupWeight(a) - groupWeight(b) || byBytes(a, b);
}

/** Whether a group is key generation. */
export function isKeygen(name: string): boolean {
  return name.includes("keygen");
}

const stages = new Set(["leaf", "root", "halo2_outer", "halo2_wrapper"]);

/** Whether a group is the application's own proof; by whole names, unlike the weight. */
export function isAppProof(name: string): boolean {
  return !stages.has(name) && !name.startsWith("internal");
}
