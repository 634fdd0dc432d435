import type { RunFlow } from "../run/runFlowParts";

export async function createSp1Host(_flow: RunFlow, _args: readonly unknown[]): Promise<void> {}
