import type { Browser } from "playwright-core";
import { connectMetrics } from "../../src/host/openvm/metricsBridge";
import type { Channel } from "../../src/protocol/channel";
import type { MetricsAnswer } from "../../src/protocol/openvm";
import { metricsWords } from "../../src/protocol/openvmWords";
import { loadMetrics, type MetricsRequest } from "../../src/server/openvm/loadMetrics";
import { MetricsViews } from "../../src/server/openvm/metricsViews";
import type { Served } from "./harness";
import { HostPage, newTab, type OpenOptions } from "./hostPage";

/** The metrics page with the host's own bridge and the server's own tables behind it. */
export class MetricsPage extends HostPage {
  problem: string | null = null;
  compares = false;
  version: string | null = null;
  answer: MetricsAnswer | null = null;
  private readonly views = new MetricsViews();
  /** Questions that are not answered yet. */
  private asked = 0;
  private bridge!: { refresh(): void };

  override async reload(): Promise<void> {
    await super.reload();
    await this.settle();
  }

  /** Reads files as the server does and shows them. */
  async open(request: Partial<MetricsRequest> & { readonly file: string }): Promise<void> {
    const view = await loadMetrics({ previous: null, version: this.version, ...request });
    this.answer = this.views.add(view);
    this.compares = (request.previous ?? null) !== null;
    await this.refresh();
  }

  async refresh(): Promise<void> {
    await this.painted(() => this.bridge.refresh());
    await this.settle();
  }

  /** Until the page has no question open. */
  async settle(): Promise<void> {
    // What is typed is asked for after a pause.
    await this.page.waitForTimeout(250);
    do await this.quiet();
    while (this.asked > 0);
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole("tab", { name }).click();
    await this.settle();
  }

  /** Texts of the rows on show, white space as one blank. */
  async rows(): Promise<string[][]> {
    const rows = await this.page
      .locator(".scroll tbody tr")
      .evaluateAll((lines) =>
        lines.map((line) => [...line.children].map((cell) => (cell as HTMLElement).innerText)),
      );
    return rows.map((row) => row.map((text) => text.replace(/\s+/g, " ").trim()));
  }

  async column(at: number): Promise<string[]> {
    return (await this.rows()).map((row) => row[at]!);
  }

  status(): Promise<string> {
    return this.page.locator(".pager .status").innerText();
  }

  private async answering<T>(answer: () => T | Promise<T>): Promise<T> {
    this.asked++;
    try {
      return await answer();
    } finally {
      this.asked--;
    }
  }

  protected connect(channel: Channel): void {
    const did = (deed: string) => this.did(deed);
    this.bridge = connectMetrics(channel, {
      words: metricsWords,
      versions: ["1.3", "1.4", "1.4.3", "1.5", "2.0"],
      current: () => ({
        answer: this.answer,
        problem: this.problem,
        compares: this.compares,
        version: this.version,
      }),
      page: ({ view, ...query }) => this.answering(() => this.views.page(view, query)),
      projection: (view, provers) => this.answering(() => this.views.projection(view, provers)),
      act: (action) => did(action),
      chooseVersion: (version) => did(`version ${String(version)}`),
      failed: (error) => void did(`failed ${String(error)}`),
    });
  }
}

export async function openMetricsPage(
  browser: Browser,
  served: Served,
  options: OpenOptions = {},
): Promise<MetricsPage> {
  const metrics = new MetricsPage(await newTab(browser, { height: 900, ...options }));
  await metrics.start(`${served.url}openvm`, options.theme ?? "dark");
  return metrics;
}
