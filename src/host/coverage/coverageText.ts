import { safeName } from "../../core/profile/names";
import { exactFigure, formatFigure } from "../../core/report/metricFigures";
import type { CoverageFigure, CoverageState, CrateCoverage, GuestCoverage } from "../../core/coverage/types";
import { backendNames, stateGlyphs } from "../../core/report/coverageWords";
import type { CoverageWords } from "../../protocol/coverageWords";
import { fill } from "../../protocol/flameWords";

/** `✓ accelerated`: never the glyph or a colour alone. */
export function stateText(state: CoverageState, words: CoverageWords): string {
  return `${stateGlyphs[state]} ${words[state]}`;
}

/** `9 of 11 accelerated, 1 unknown` */
export function figureText(figure: CoverageFigure | null, words: CoverageWords): string {
  if (figure === null) return words.unknown;
  const { accelerated, applicable, unknown } = figure;
  if (applicable === 0 && unknown === 0) return words.nothingApplicable;
  return unknown > 0
    ? fill(words.figureUnknown, accelerated, applicable, unknown)
    : fill(words.figure, accelerated, applicable);
}

/** `sha2 0.10.8` */
export function crateText(crate: { readonly crate: string | null; readonly version: string | null }): string {
  return safeName([crate.crate, crate.version].filter(Boolean).join(" "));
}

/** `guest › revm › sha2` */
export function pathText(path: readonly string[]): string {
  return path.map(safeName).join(" › ");
}

/** `sp1-zkvm 5.0.0` */
export function sdkText({ sdk }: GuestCoverage, words: CoverageWords): string {
  return safeName(`${sdk.name} ${sdk.version ?? `(${words.noSdkVersion})`}`);
}

export function backendText({ backend }: Pick<GuestCoverage, "backend">): string {
  return backendNames[backend];
}

/** Where a copy comes from, as people say it; the lock's own string for git. */
export function sourceText({ source }: CrateCoverage, words: CoverageWords): string {
  if (source === undefined || source === "") return words.localPath;
  return /^(registry|sparse)\+.*(crates\.io-index|index\.crates\.io)/.test(source)
    ? words.cratesIo
    : safeName(source);
}

/** `12.4 M cost`, empty without a profile. */
export function costText(cost: number | null | undefined, metric: string): string {
  return cost === null || cost === undefined ? "" : formatFigure(cost, metric).trim();
}

export function exactCostText(cost: number, metric: string): string {
  return exactFigure(cost, metric).trim();
}
