import { CycleLensError } from "../../../errors";
import type { Sp1Model } from "./model";
import { sp16 } from "./sp16Costs";

/** The releases that can be run, the newest last. */
const models: readonly Sp1Model[] = [sp16];

/** A release by its id, the newest for null. Throws `unsupported` for one that is not carried. */
export function sp1Model(id: string | null): Sp1Model {
  const found = id === null ? models.at(-1) : models.find((model) => model.id === id);
  if (found !== undefined) return found;
  throw new CycleLensError(
    "unsupported",
    `the embedded engine has no model ${String(id)}`,
    `use one of: ${models.map((model) => model.id).join(", ")}`,
  );
}
