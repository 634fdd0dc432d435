import type { Browser, Page } from "playwright-core";
import { connectMetrics } from "../../src/host/openvm/metricsBridge";
import { Channel } from "../../src/protocol/channel";
import type { MetricsAnswer } from "../../src/protocol/openvm";
import { metricsWords } from "../../src/protocol/openvmWords";
import { loadMetrics, type MetricsRequest } from "../../src/server/openvm/loadMetrics";
import { MetricsViews } from "../../src/server/openvm/metricsViews";
import type { OpenOptions, Served } from "./harness";
import { themes, type ThemeName } from "./themes";

/** The metrics page with the host's own bridge and the server's own tables behind it. */
export class MetricsPage {
  /** What the page made the host do. */
  readonly deeds: string[] = [];
  readonly complaints: string[] = [];
  problem: string | null = null;
  version: string | null = null;
  answer: MetricsAnswer | null = null;
  private readonly views = new MetricsViews();
  private channel!: Channel;
  private bridge!: { refresh(): void };

  constructor(readonly page: Page) {}

  async start(url: string, theme: ThemeName): Promise<void> {
    const { page } = this;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    await page.exposeFunction("toHost", (message: unknown) => this.channel.receive(message));
    await page.addInitScript(() => {
      const w = window as unknown as Record<string, unknown>;
      w["acquireVsCodeApi"] = () => ({
        postMessage: (message: unknown) =>
          (w["toHost"] as (m: unknown) => void)(JSON.parse(JSON.stringify(message))),
        getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") as unknown,
        setState: (state: unknown) => sessionStorage.setItem("state", JSON.stringify(state)),
      });
    });
    this.connect();
    await page.goto(`${url}openvm`);
    await page.evaluate(({ bodyClass, variables }) => {
      for (const [property, value] of Object.entries(variables))
        document.documentElement.style.setProperty(property, value);
      document.body.className = bodyClass;
    }, themes[theme]);
    await page.locator("main[data-painted]").waitFor();
  }

  async reload(): Promise<void> {
    this.channel.dispose();
    this.connect();
    await this.page.reload();
    await this.page.locator("main[data-painted]").waitFor();
    await this.settle();
  }

  /** Reads files as the server does and shows them. */
  async open(request: Partial<MetricsRequest> & { readonly file: string }): Promise<void> {
    const view = await loadMetrics({ previous: null, version: this.version, ...request });
    this.answer = this.views.add(view);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const before = await this.page.locator("main").getAttribute("data-painted");
    this.bridge.refresh();
    await this.page.waitForFunction(
      (turn) => document.querySelector<HTMLElement>("main")?.dataset["painted"] !== turn,
      before,
    );
    await this.settle();
  }

  /** Until the page has no question open. */
  async settle(): Promise<void> {
    await this.page.waitForTimeout(250);
  }

  send(message: unknown): Promise<void> {
    return this.page.evaluate((data) => void dispatchEvent(new MessageEvent("message", { data })), message);
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

  private connect(): void {
    const did = (deed: string): Promise<void> => {
      this.deeds.push(deed);
      return Promise.resolve();
    };
    this.channel = new Channel((message) => void this.send(message).catch(() => undefined));
    this.bridge = connectMetrics(this.channel, {
      words: metricsWords,
      versions: ["1.3", "1.4", "1.4.3", "1.5", "2.0"],
      current: () => ({ answer: this.answer, problem: this.problem, version: this.version }),
      page: ({ view, ...query }) => new Promise((resolve) => resolve(this.views.page(view, query))),
      projection: (view, provers) => new Promise((resolve) => resolve(this.views.projection(view, provers))),
      act: (action) => did(action),
      chooseVersion: (version) => did(`version ${String(version)}`),
      failed: (error) => void did(`failed ${String(error)}`),
    });
  }
}

export async function openMetricsPage(
  browser: Browser,
  served: Served,
  { theme = "dark", width = 1200, height = 900, zoom = 1 }: OpenOptions = {},
): Promise<MetricsPage> {
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
  });
  const metrics = new MetricsPage(await context.newPage());
  await metrics.start(served.url, theme);
  return metrics;
}
