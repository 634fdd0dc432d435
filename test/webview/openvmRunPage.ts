import type { Browser, Page } from "playwright-core";
import { connectForm } from "../../src/host/openvmRun/formBridge";
import type { Channel } from "../../src/protocol/channel";
import { openvmRunWords } from "../../src/protocol/openvmRunWords";
import type { BenchmarkChoice, BenchmarkTarget } from "../../src/toolchains/openvmBench";
import type { OpenvmLine } from "../../src/toolchains/openvmLine";
import type { Served } from "./harness";
import { HostPage, newTab, type OpenOptions } from "./hostPage";

/** The form with the host's own bridge behind it; `deeds` says what the page made the host do. */
export class OpenvmRunPage extends HostPage {
  blocked = "";
  private bridge!: { refresh(): void };

  constructor(
    page: Page,
    private readonly targets: readonly BenchmarkTarget[],
    private readonly lines: readonly (OpenvmLine | null)[],
  ) {
    super(page);
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

  protected connect(channel: Channel): void {
    const choices = new Map<number, BenchmarkChoice>();
    this.bridge = connectForm(channel, {
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
  options: OpenOptions = {},
): Promise<OpenvmRunPage> {
  const form = new OpenvmRunPage(await newTab(browser, { height: 900, ...options }), targets, lines);
  await form.start(`${served.url}openvmRun`, options.theme ?? "dark");
  return form;
}
