import type { Browser, Page } from "playwright-core";
import { connectForm } from "../../src/host/openvmRun/formBridge";
import { Channel } from "../../src/protocol/channel";
import { openvmRunWords } from "../../src/protocol/openvmRunWords";
import type { BenchmarkChoice, BenchmarkTarget } from "../../src/toolchains/openvmBench";
import type { OpenvmLine } from "../../src/toolchains/openvmLine";
import type { OpenOptions, Served } from "./harness";
import { themes, type ThemeName } from "./themes";

/** The form with the host's own bridge behind it; `deeds` says what the page made the host do. */
export class OpenvmRunPage {
  readonly deeds: string[] = [];
  readonly complaints: string[] = [];
  blocked = "";
  private channel!: Channel;
  private bridge!: { refresh(): void };

  constructor(
    readonly page: Page,
    private readonly targets: readonly BenchmarkTarget[],
    private readonly lines: readonly (OpenvmLine | null)[],
  ) {}

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
        setState: (state: unknown) => void (w["kept"] = state),
      });
    });
    this.connect();
    await page.goto(`${url}openvmRun`);
    await page.evaluate(({ bodyClass, variables }) => {
      for (const [property, value] of Object.entries(variables))
        document.documentElement.style.setProperty(property, value);
      document.body.className = bodyClass;
    }, themes[theme]);
    await page.locator("main[data-painted]").waitFor();
  }

  /** Does something and waits for the paint that follows. */
  async painted(act: () => unknown): Promise<void> {
    const turn = () => this.page.locator("main").getAttribute("data-painted");
    const before = await turn();
    await act();
    await this.page.waitForFunction(
      (old) => document.querySelector<HTMLElement>("main")?.dataset["painted"] !== old,
      before,
    );
  }

  refresh(): void {
    this.bridge.refresh();
  }

  field(id: string) {
    return this.page.locator(`[data-field="${id}"] :is(input, select)`).first();
  }

  type(id: string, text: string): Promise<void> {
    return this.painted(() => this.field(id).fill(text));
  }

  command(): Promise<string> {
    return this.page.locator(".command").innerText();
  }

  problems(): Promise<string[]> {
    return this.page.locator(".problem:not([hidden])").allInnerTexts();
  }

  send(message: unknown): Promise<void> {
    return this.page.evaluate((data) => void dispatchEvent(new MessageEvent("message", { data })), message);
  }

  /** What the page would have after a reload of the window. */
  kept(): Promise<unknown> {
    return this.page.evaluate(() => (window as unknown as Record<string, unknown>)["kept"]);
  }

  private connect(): void {
    const choices = new Map<number, BenchmarkChoice>();
    this.channel = new Channel((message) => void this.send(message).catch(() => undefined));
    this.bridge = connectForm(this.channel, {
      words: openvmRunWords,
      targets: this.targets,
      lines: this.lines,
      first: 0,
      draft: null,
      kept: (at, { numbers }) => JSON.stringify([at, numbers]),
      recall: (at) => choices.get(at) ?? null,
      absolute: (folder) => (folder.startsWith("/") ? folder : `/home/dev/bench/${folder}`),
      isFolder: (folder) => Promise.resolve(folder === "/kzg"),
      chooseFolder: () => {
        this.deeds.push("choose folder");
        return Promise.resolve("/kzg");
      },
      blocked: () => this.blocked,
      start: (at, choice) => {
        choices.set(at, choice);
        this.deeds.push(`start ${this.targets[at]!.name} ${JSON.stringify(choice.numbers)}`);
        return Promise.resolve();
      },
      failed: (error) => void this.deeds.push(`failed ${String(error)}`),
    });
  }
}

export async function openOpenvmRun(
  browser: Browser,
  served: Served,
  targets: readonly BenchmarkTarget[],
  lines: readonly (OpenvmLine | null)[],
  { theme = "dark", width = 1200, height = 900, zoom = 1 }: OpenOptions = {},
): Promise<OpenvmRunPage> {
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
  });
  const form = new OpenvmRunPage(await context.newPage(), targets, lines);
  await form.start(served.url, theme);
  return form;
}
