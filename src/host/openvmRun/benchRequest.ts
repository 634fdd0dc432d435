import { readChoice, type BenchmarkChoice, type BenchmarkTarget } from "../../toolchains/openvmBench";

/** What *Re-run Last Profile* does again. */
export interface BenchRequest {
  readonly manifestPath: string;
  readonly kind: "bin" | "example";
  readonly target: string;
  readonly choice: BenchmarkChoice;
}

/** What is remembered of a run so that it can be started again. */
export function benchRequest(
  { manifestPath, kind, name }: BenchmarkTarget,
  choice: BenchmarkChoice,
): BenchRequest {
  return { manifestPath, kind: kind === "example" ? "example" : "bin", target: name, choice };
}

/** A stored request; null where it is none. */
export function readBenchRequest(value: unknown): BenchRequest | null {
  if (typeof value !== "object" || value === null) return null;
  const { manifestPath, kind, target, choice: given } = value as Record<string, unknown>;
  const choice = readChoice(given);
  if (typeof manifestPath !== "string" || typeof target !== "string" || choice === null) return null;
  return kind === "bin" || kind === "example" ? { manifestPath, kind, target, choice } : null;
}
