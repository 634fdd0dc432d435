import type { Era } from "./era";
import { v1_4 } from "./v1_4";

/** v1.4.3: a column for a bounded number of provers. */
export const v1_4_3: Era = {
  ...v1_4,
  id: "1.4.3",
  versions: "1.4.3",
  bounded: "plain",
  serialInRows: true,
};
