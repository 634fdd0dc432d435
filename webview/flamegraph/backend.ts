import type {
  FlameSearchParams,
  FlameSearchResult,
  FlameSlice,
  FlameSliceParams,
} from "../../src/core/analysis/flame/types";
import type { ExportFlame, FlameStackParams } from "../../src/protocol/flame";

/** Who answers the page: the host by messages, or the analysis in the page itself. What is missing is not offered. */
export interface Backend {
  slice(params: FlameSliceParams): Promise<FlameSlice>;
  search(params: FlameSearchParams): Promise<FlameSearchResult>;
  copyStack(params: FlameStackParams): void;
  reveal?(frame: number, beside: boolean): void;
  showInTree?(frame: number): void;
  exportAs?(what: ExportFlame): void;
  /** Those that `exportAs` knows; all if it does not say. */
  readonly exportFormats?: readonly ExportFlame["format"][];
  chooseMetric?(metric: string): void;
  drawComparison?(drawn: boolean): void;
}
