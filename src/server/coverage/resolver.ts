import { resolveCoverage } from "../../core/coverage/coverage";
import type { ResolveCoverage } from "../../core/coverage/inputs";
import { ReadCache } from "../../core/coverage/project";

/** A resolver that keeps what it read, for one folder: after a keystroke only the text that changed is read again. */
export function makeResolver(): ResolveCoverage {
  const cache = new ReadCache();
  return (inputs) => resolveCoverage({ ...inputs, cache });
}
