import type { Browser, Page } from "playwright-core";
import { guestViews } from "../../src/host/coverage/guestViews";
import { connectMatrix } from "../../src/host/coverage/matrixBridge";
import { matrixTable, type NumberedTable } from "../../src/host/coverage/matrixTable";
import type { Channel } from "../../src/protocol/channel";
import type { FolderCoverage } from "../../src/protocol/coverage";
import { coverageWords } from "../../src/protocol/coverageWords";
import type { Served } from "./harness";
import { HostPage, newTab, type OpenOptions } from "./hostPage";

/** The matrix page with the host's own bridge behind it; `deeds` says what the page made the host do. */
export class MatrixPage extends HostPage {
  problem: string | null = null;
  private bridge!: { refresh(): void };
  private numbered: NumberedTable | null = null;
  private revision = 0;

  constructor(page: Page, answer: FolderCoverage | null) {
    super(page);
    this.take(answer);
  }

  /** Another answer of the server. */
  async show(answer: FolderCoverage | null): Promise<void> {
    this.take(answer);
    await this.painted(() => this.bridge.refresh());
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

  protected connect(channel: Channel): void {
    const did = (deed: string) => this.did(deed);
    this.bridge = connectMatrix(channel, {
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
  options: OpenOptions = {},
): Promise<MatrixPage> {
  const matrix = new MatrixPage(await newTab(browser, options), answer);
  await matrix.start(`${served.url}matrix`, options.theme ?? "dark");
  return matrix;
}
