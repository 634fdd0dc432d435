import type { Page } from "../../core/openvm/view/page";
import type { Channel } from "../../protocol/channel";
import {
  chooseVersion,
  metricsAction,
  metricsReady,
  pageCall,
  projectionCall,
  showMetrics,
  type MetricsAction,
  type MetricsAnswer,
  type MetricsPageParams,
  type Projection,
} from "../../protocol/openvm";
import type { MetricsWords } from "../../protocol/openvmWords";

/** What the bridge may do in the editor; the only ways from the webview to anything outside of it. */
export interface MetricsHost {
  readonly words: MetricsWords;
  /** Eras that can be asked for, oldest first. */
  readonly versions: readonly string[];
  current(): {
    readonly answer: MetricsAnswer | null;
    readonly problem: string | null;
    readonly compares: boolean;
    readonly version: string | null;
  };
  page(params: MetricsPageParams & { readonly view: number }): Promise<Page>;
  projection(view: number, provers: number): Promise<Projection>;
  act(action: MetricsAction): Promise<void>;
  chooseVersion(version: string | null): Promise<void>;
  failed(error: unknown): void;
}

/** Answers the page of a metrics view. It names no file: what is compared and opened only the host knows. */
export function connectMetrics(channel: Channel, host: MetricsHost): { refresh(): void } {
  let isReady = false;
  const refresh = (): void => {
    if (isReady) channel.tell(showMetrics, { words: host.words, versions: host.versions, ...host.current() });
  };
  const guarded = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => host.failed(error));
  };
  channel.on(metricsReady, () => {
    isReady = true;
    refresh();
  });
  channel.answer(pageCall, (params) => host.page(params));
  channel.answer(projectionCall, ({ view, provers }) => host.projection(view, provers));
  channel.on(metricsAction, (action) => guarded(() => host.act(action)));
  channel.on(chooseVersion, (version) =>
    guarded(async () => {
      if (version === null || host.versions.includes(version)) await host.chooseVersion(version);
    }),
  );
  return { refresh };
}
