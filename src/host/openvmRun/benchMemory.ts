import { readChoice, type BenchmarkChoice, type BenchmarkTarget } from "../../toolchains/openvmBench";
import type { Store } from "../run/memory";

type Named = Pick<BenchmarkTarget, "manifestPath" | "kind" | "name">;

/** What was filled in for each program of the workspace, and which was chosen last. */
export class BenchMemory {
  constructor(private readonly store: Store) {}

  get last(): string | null {
    const value = this.store.get<unknown>("openvmBench:last");
    return typeof value === "string" ? value : null;
  }

  choiceOf(target: Named): BenchmarkChoice | null {
    return readChoice(this.store.get<unknown>(`openvmBench:${benchKey(target)}`));
  }

  async remember(target: Named, choice: BenchmarkChoice): Promise<void> {
    await this.store.update(`openvmBench:${benchKey(target)}`, choice);
    await this.store.update("openvmBench:last", benchKey(target));
  }
}

export function benchKey({ manifestPath, kind, name }: Named): string {
  return `${manifestPath}#${kind}#${name}`;
}
