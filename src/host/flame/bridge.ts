import type { Channel } from "../../protocol/channel";
import type { ExportFlame, OfProfile, ShownComparison } from "../../protocol/flame";
import {
  chooseMetric,
  copyStack,
  drawComparison,
  exportFlame,
  flameFrame,
  flameSearch,
  flameSlice,
  flameStack,
  flameSvg,
  ready,
  revealFrame,
  searchCall,
  showFunction,
  showInTree,
  showProfile,
  sliceCall,
} from "../../protocol/flame";
import type { FlameWords } from "../../protocol/flameWords";
import { exportProfile } from "../../protocol/requests";
import type { Request } from "../../protocol/requests";

/** What the bridge may do in the editor; the only ways from the webview to anything outside of it. */
export interface FlameHost {
  readonly words: FlameWords;
  active(): ShownSummary | null;
  request<P, R>(what: Request<P, R>, params: P): Promise<R>;
  reveal(file: string, line: number, beside: boolean): Promise<void>;
  showInTree(func: number, name: string): Promise<void>;
  copy(text: string): Promise<void>;
  save(text: string, fileName: string): Promise<void>;
  setMetric(metric: string): Promise<void>;
  /** Draws the comparison, or the open profile alone. */
  drawComparison?(drawn: boolean): void;
  /** Something that the user asked for could not be done. */
  failed(error: unknown): void;
}

export interface ShownSummary {
  readonly id: string;
  readonly title: string;
  readonly metric: string;
  /** What it is compared with; `id` is the comparison's while that is drawn. */
  readonly comparison?: ShownComparison;
}

/** The host's end of a flame graph. */
export interface FlameBridge {
  /** The active profile or its metric changed. */
  refresh(): void;
  /** Row of `functions`. */
  showFunction(func: number): void;
}

/**
 * Answers a webview. Every message has passed its guard; frames are numbers, and only the server
 * knows the file behind one.
 */
export function connectFlame(channel: Channel, host: FlameHost): FlameBridge {
  let isReady = false;
  let waiting = -1;
  const ask = <P, R>(what: Request<OfProfile<P>, R>, params: P): Promise<R> => {
    const active = host.active();
    if (!active) return Promise.reject(new Error(host.words.noProfile));
    return host.request(what, { ...params, profile: active.id });
  };
  const act = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => host.failed(error));
  };
  const refresh = (): void => {
    const active = host.active();
    const profile = active && {
      id: active.id,
      title: active.title,
      metric: active.metric,
      ...(active.comparison ? { comparison: active.comparison } : {}),
    };
    if (isReady) channel.tell(showProfile, { profile, words: host.words });
  };
  channel.answer(sliceCall, (params) => ask(flameSlice, params));
  channel.answer(searchCall, (params) => ask(flameSearch, params));
  channel.on(ready, () => {
    isReady = true;
    refresh();
    if (waiting >= 0) channel.tell(showFunction, waiting);
    waiting = -1;
  });
  channel.on(revealFrame, ({ frame, beside }) =>
    act(async () => {
      const info = await ask(flameFrame, { frame });
      if (info?.file) await host.reveal(info.file, Math.max(1, info.line), beside);
    }),
  );
  channel.on(showInTree, (frame) =>
    act(async () => {
      const info = await ask(flameFrame, { frame });
      if (info) await host.showInTree(info.func, info.name);
    }),
  );
  channel.on(copyStack, (params) => act(async () => host.copy((await ask(flameStack, params)).text)));
  channel.on(chooseMetric, (metric) => {
    if (host.active()?.metric !== metric) act(() => host.setMetric(metric));
  });
  channel.on(drawComparison, (drawn) => host.drawComparison?.(drawn));
  channel.on(exportFlame, (what) => act(() => save(what)));
  const save = async ({ format, view }: ExportFlame): Promise<void> => {
    const active = host.active();
    const compared = active?.comparison?.drawn === true;
    if (format === "svg") {
      const { text } = await ask(flameSvg, view);
      return host.save(text, `${fileStem(active?.title ?? "")}${compared ? ".diff" : ""}.svg`);
    }
    const { text, fileName } = await host.request(exportProfile, {
      format,
      view: { metric: view.metric, ...(view.inlined === undefined ? {} : { inlined: view.inlined }) },
      ...(compared ? { comparison: active.id } : {}),
    });
    return host.save(text, fileName);
  };
  return {
    refresh,
    showFunction: (func) => {
      if (isReady) channel.tell(showFunction, func);
      else waiting = func;
    },
  };
}

function fileStem(title: string): string {
  return title.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "") || "flame";
}
