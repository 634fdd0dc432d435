import type { Page } from "../../src/core/openvm/view/page";
import type {
  MetricsAction,
  MetricsPageParams,
  OfView,
  Projection,
  ProjectionParams,
} from "../../src/protocol/openvm";
import type { MetricsState } from "./state";

/** All that the page can ask for. */
export interface MetricsBackend {
  page(params: MetricsPageParams & OfView): Promise<Page>;
  projection(params: ProjectionParams & OfView): Promise<Projection>;
  act(action: MetricsAction): void;
  chooseVersion(version: string | null): void;
  save(state: MetricsState): void;
}
