import type { Era } from "./era";
import { v1_4_3 } from "./v1_4_3";

/** v1.5.0, v1.6.0 and v1.7.0: a table of instructions, details without spans. */
export const v1_5: Era = {
  ...v1_4_3,
  id: "1.5",
  versions: "1.5 to 1.7",
  instructionCounts: true,
  details: { ...v1_4_3.details, collapsed: true },
};
