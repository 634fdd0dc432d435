import { CycleLensError } from "../../../errors";
import type { ZiskModel } from "./model";
import { zisk14 } from "./zisk14Costs";

/** The releases that can be run, the newest last. */
const models: readonly ZiskModel[] = [zisk14];

/** A release by its id, the newest for null. Throws `unsupported` for one that is not carried. */
export function ziskModel(id: string | null): ZiskModel {
  const found = id === null ? models.at(-1) : models.find((model) => model.id === id);
  if (found !== undefined) return found;
  throw new CycleLensError(
    "unsupported",
    `the embedded engine has no model ${String(id)}`,
    `use one of: ${models.map((model) => model.id).join(", ")}`,
  );
}
