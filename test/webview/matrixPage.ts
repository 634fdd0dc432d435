import type { Browser, Page } from "playwright-core";
import { guestViews } from "../../src/host/coverage/guestViews";
import { connectMatrix } from "../../src/host/coverage/matrixBridge";
import { matrixTable, type NumberedTable } from "../../src/host/coverage/matrixTable";
import { Channel } from "../../src/protocol/channel";
import type { FolderCoverage } from "../../src/protocol/coverage";
import { coverageWords } from "../../src/protocol/coverageWords";
import type { OpenOptions, Served } from "./harness";
import { themes, type ThemeName } from "./themes";

/** The matrix page with the host's own bridge behind it; `deeds` says what the page made the host do. */
export class MatrixPage {
  readonly deeds: string[] = [];
  readonly complaints: string[] = [];
  problem: string | null = null;
  private channel!: Channel;
  private bridge!: { refresh(): void };
  private numbered: NumberedTable | null = null;
  private revision = 0;

  constructor(
    readonly page: Page,
    answer: FolderCoverage | null,
  ) {
    this.take(answer);
  }

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
    await page.goto(`${url}matrix`);
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
  }

  /** Another answer of the server. */
  async show(answer: FolderCoverage | null): Promise<void> {
    this.take(answer);
    const before = await this.page.locator("main").getAttribute("data-painted");
    this.bridge.refresh();
    await this.page.waitForFunction(
      (turn) => document.querySelector<HTMLElement>("main")?.dataset["painted"] !== turn,
      before,
    );
  }

  send(message: unknown): Promise<void> {
    return this.page.evaluate((data) => void dispatchEvent(new MessageEvent("message", { data })), message);
  }

  /** Column `at` of the rows on show. */
  column(at: number): Promise<string[]> {
    return this.page
      .locator("tbody tr")
      .evaluateAll((rows, index) => rows.map((row) => (row.children[index] as HTMLElement).innerText), at);
  }

  /** Text of the cell that has the keyboard. */
  focused(): Promise<string> {
    return this.page.evaluate(() =>
      (document.activeElement as HTMLElement).innerText.replace(/\s+/g, " ").trim(),
    );
  }

  details(): Promise<string> {
    return this.page.locator(".details").innerText();
  }

  private take(answer: FolderCoverage | null): void {
    this.numbered = answer && matrixTable(guestViews([answer]), ++this.revision, coverageWords, "cost");
  }

  private connect(): void {
    const did = (deed: string): Promise<void> => {
      this.deeds.push(deed);
      return Promise.resolve();
    };
    this.channel = new Channel((message) => void this.send(message).catch(() => undefined));
    this.bridge = connectMatrix(this.channel, {
      words: coverageWords,
      current: () => ({ numbered: this.numbered, problem: this.problem }),
      refresh: () => did("refresh"),
      open: ({ file, range }) => did(`open ${file}:${range.start.line + 1}`),
      fix: ({ title }, { guest }) => did(`fix ${guest.name}: ${title}`),
      exportAs: (format) => did(`export ${format}`),
      failed: (error) => void did(`failed ${String(error)}`),
    });
  }
}

export async function openMatrix(
  browser: Browser,
  served: Served,
  answer: FolderCoverage | null,
  { theme = "dark", width = 1200, height = 720, zoom = 1 }: OpenOptions = {},
): Promise<MatrixPage> {
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
  });
  const matrix = new MatrixPage(await context.newPage(), answer);
  await matrix.start(served.url, theme);
  return matrix;
}
