import type { Browser, Page } from "playwright-core";
import { Channel } from "../../src/protocol/channel";
import { themes, type ThemeName } from "./themes";
import { until } from "./until";

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** Device pixels and CSS pixels as with the window's zoom: 2 is 200 %. */
  readonly zoom?: number;
}

/** A page of the product with the host's own bridge behind it, as VS Code puts it there. */
export abstract class HostPage {
  /** What the page made the host do, in words: `reveal /home/dev/guest/src/main.rs:10 beside`. */
  readonly deeds: string[] = [];
  /** Messages of the browser's console that are warnings or errors. */
  readonly complaints: string[] = [];
  protected channel!: Channel;

  constructor(readonly page: Page) {}

  /** Puts the bridge behind the channel, a new one at each load of the page. */
  protected abstract connect(channel: Channel): void;

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
    this.listen();
    await page.goto(url);
    await this.theme(theme);
    await page.locator("main[data-painted]").waitFor();
  }

  async reload(): Promise<void> {
    this.channel.dispose();
    this.listen();
    await this.page.reload();
    await this.page.locator("main[data-painted]").waitFor();
  }

  async theme(name: ThemeName): Promise<void> {
    await this.page.evaluate(({ bodyClass, variables }) => {
      const { style } = document.documentElement;
      for (const property of [...style]) style.removeProperty(property);
      for (const [property, value] of Object.entries(variables)) style.setProperty(property, value);
      document.body.className = bodyClass;
    }, themes[name]);
  }

  /** Does something and waits for the paint that follows. */
  async painted(act: () => unknown): Promise<void> {
    const before = await this.turn();
    await act();
    await this.page.waitForFunction(
      (turn) => document.querySelector<HTMLElement>("main")?.dataset["painted"] !== turn,
      before,
    );
  }

  /** The first `count` deeds, once the page has made the host do so many. */
  async done(count: number): Promise<readonly string[]> {
    await until(
      () => this.deeds.length >= count,
      () => `${String(count)} deeds of ${this.deeds.join(" | ")}`,
    );
    return this.deeds;
  }

  /** Until everything that was sent either way has been heard and painted. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < 3; turn++)
      await this.page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
      );
  }

  async turn(): Promise<string> {
    return (await this.page.locator("main").getAttribute("data-painted")) ?? "";
  }

  send(message: unknown): Promise<void> {
    return this.page.evaluate((data) => void dispatchEvent(new MessageEvent("message", { data })), message);
  }

  /** What the page keeps for a reload of the window. */
  kept(): Promise<unknown> {
    return this.page.evaluate(() => JSON.parse(sessionStorage.getItem("state") ?? "null") as unknown);
  }

  protected did(deed: string): Promise<void> {
    this.deeds.push(deed);
    return Promise.resolve();
  }

  private listen(): void {
    this.channel = new Channel((message) => void this.send(message).catch(() => undefined));
    this.connect(this.channel);
  }
}

/** A tab of the browser of that size, for a page to be started in. */
export async function newTab(
  browser: Browser,
  { width = 1200, height = 720, zoom = 1, reducedMotion = false }: OpenOptions,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
  });
  return context.newPage();
}
