import { resolveCoverage } from "../../core/coverage/coverage";
import type { CoverageInputs, ResolveCoverage } from "../../core/coverage/inputs";
import { patchRows, type PatchRow } from "../../core/coverage/patchRows";
import { ReadCache } from "../../core/coverage/project";

/** The resolver of a folder; `patches` says what became of every entry of the patch tables. */
export type CoverageResolver = ResolveCoverage & {
  readonly patches?: (inputs: Pick<CoverageInputs, "files">) => readonly PatchRow[];
};

/** A resolver that keeps what it read, for one folder: after a keystroke only the text that changed is read again. */
export function makeResolver(): CoverageResolver {
  const cache = new ReadCache();
  return Object.assign((inputs: CoverageInputs) => resolveCoverage({ ...inputs, cache }), {
    patches: ({ files }: Pick<CoverageInputs, "files">) => patchRows({ files, cache }),
  });
}
