import { CycleLensError } from "../../core/errors";
import { orderOf, pageOf, type Page } from "../../core/openvm/view/page";
import { project } from "../../core/openvm/view/projection";
import type { MetricsView } from "../../core/openvm/view/types";
import {
  mostProjected,
  mostProvers,
  type MetricsAnswer,
  type MetricsPageParams,
  type Projection,
} from "../../protocol/openvm";
import { safeName } from "../../core/profile/names";

interface Held {
  readonly view: MetricsView;
  /** The order of the rows that was asked for last, by table. */
  readonly orders: Map<string, { readonly key: string; readonly order: Int32Array }>;
}

/** Views that editors show, by number; pages are cut here, so that no large table crosses a process. */
export class MetricsViews {
  private readonly views = new Map<number, Held>();
  private count = 0;

  /** @param most Views that are held; the oldest go. */
  constructor(private readonly most = 8) {}

  add(view: MetricsView, symbols = false): MetricsAnswer {
    const id = ++this.count;
    this.views.set(id, { view, orders: new Map() });
    const [oldest] = this.views.keys();
    if (this.views.size > this.most && oldest !== undefined) this.views.delete(oldest);
    const { curve, ...overview } = view.overview;
    return {
      view: id,
      overview,
      curve: curve && {
        time: [...curve.time],
        current: [...curve.current],
        localPeak: [...curve.localPeak],
        reserved: [...curve.reserved],
      },
      tables: view.tables.map(({ id: table, length, texts, figures, sort, more }) => ({
        id: table,
        length,
        texts: texts.map(({ key }) => key),
        figures: figures.map(({ key, unit, better }) => ({ key, unit, better })),
        sort,
        more,
      })),
      projects: view.projection.length > 0,
      symbols,
    };
  }

  page(id: number, { table: wanted, from, count, ...query }: MetricsPageParams): Page {
    const { view, orders } = this.held(id);
    const table = view.tables.find((one) => one.id === wanted);
    if (table === undefined) return { from: 0, matches: 0, rows: [] };
    const key = JSON.stringify(query);
    let known = orders.get(wanted);
    if (known?.key !== key) orders.set(wanted, (known = { key, order: orderOf(table, query) }));
    return pageOf(table, known.order, from, count);
  }

  projection(id: number, provers: number): Projection {
    const { view } = this.held(id);
    if (!Number.isSafeInteger(provers) || provers < 1 || provers > mostProvers)
      throw new CycleLensError(
        "usage",
        `${String(provers)} is no number of provers`,
        `give one from 1 to ${String(mostProvers)}`,
      );
    const { total, groups } = project(view.projection, provers);
    const finite = (seconds: number): number | null => (Number.isFinite(seconds) ? seconds : null);
    const rows = view.projection.map(({ name }, at) => ({
      name: safeName(name),
      seconds: finite(groups[at]!),
    }));
    rows.sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
    return {
      total: finite(total),
      groups: rows.slice(0, mostProjected),
      more: Math.max(0, rows.length - mostProjected),
    };
  }

  close(id: number): void {
    this.views.delete(id);
  }

  private held(id: number): Held {
    const held = this.views.get(id);
    if (held) return held;
    throw new CycleLensError("not-found", "this view of the metrics is gone", "refresh it");
  }
}
