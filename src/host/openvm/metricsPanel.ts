import path from "node:path";
import {
  CancellationTokenSource,
  commands,
  Disposable,
  l10n,
  RelativePattern,
  Uri,
  window,
  workspace,
  type WebviewPanel,
} from "vscode";
import { eras } from "../../core/openvm/eras/eras";
import {
  closeMetrics,
  metricsPage,
  metricsProjection,
  openMetrics,
  type MetricsAction,
  type MetricsAnswer,
} from "../../protocol/openvm";
import type { MetricsWords } from "../../protocol/openvmWords";
import { failureText, isCancelled, showFailure } from "../failure";
import { openFiles } from "../openProfile";
import type { Services } from "../services";
import { WebviewPage } from "../webviewPage";
import { LostView } from "./lostView";
import { connectMetrics } from "./metricsBridge";
import type { MetricsChoices } from "./metricsChoices";

/** How long a file must stand still before it is read again: OpenVM writes it in pieces. */
const quietMs = 700;

/** The guest's symbols, as OpenVM's own scripts name the file. */
const symbolsFile = (file: string): string => `${file.replace(/\.json(?:\.gz)?$/i, "")}.syms`;

/** One metrics file as a tab: read by the server, shown by the page, read again when the file changes. */
export class MetricsPanel {
  /** Which of the editors it is in. */
  readonly viewType: string;
  readonly #disposables: Disposable[] = [];
  readonly #bridge: { refresh(): void };
  #answer: MetricsAnswer | null = null;
  #problem: string | null = null;
  #loading: CancellationTokenSource | null = null;
  #timer: NodeJS.Timeout | undefined;
  #gone = false;
  readonly #lost = new LostView<MetricsAnswer>(() => {
    if (this.#loading === null) void this.load();
  });

  constructor(
    private readonly services: Services,
    private readonly choices: MetricsChoices,
    words: MetricsWords,
    readonly file: string,
    panel: WebviewPanel,
    gone: () => void,
  ) {
    this.viewType = panel.viewType;
    const page = new WebviewPage(services, panel.webview);
    this.#bridge = connectMetrics(page.channel, {
      words,
      versions: eras.map(({ id }) => id),
      current: () => ({
        answer: this.#answer,
        problem: this.#problem,
        compares: this.choices.of(this.file).previous !== null,
        version: this.choices.of(this.file).version,
      }),
      page: (params) => this.#lost.ask(this.#answer, () => services.profiles.request(metricsPage, params)),
      projection: (view, provers) =>
        this.#lost.ask(this.#answer, () => services.profiles.request(metricsProjection, { view, provers })),
      act: (action) => this.#act(action),
      chooseVersion: (version) => this.choose({ version }),
      failed: (error) => showFailure(services, error),
    });
    this.#disposables.push(page, this.#watch());
    panel.onDidDispose(() => {
      this.#gone = true;
      clearTimeout(this.#timer);
      this.#loading?.cancel();
      if (this.#answer) void services.profiles.request(closeMetrics, { view: this.#answer.view });
      Disposable.from(...this.#disposables).dispose();
      gone();
    });
    page.load("openvm");
  }

  /** Another version, or another file to compare with; remembered for this file. */
  async choose(choice: {
    readonly version?: string | null;
    readonly previous?: string | null;
  }): Promise<void> {
    await this.choices.change(this.file, choice);
    await this.load();
  }

  /** Reads the file; what is on screen stays until then, and stays where that fails. Never rejects. */
  async load(): Promise<void> {
    this.#loading?.cancel();
    const source = new CancellationTokenSource();
    this.#loading = source;
    const { previous, version } = this.choices.of(this.file);
    try {
      const answer = await this.services.profiles.load(
        openMetrics,
        { file: this.file, previous, version, replaces: this.#answer?.view ?? null },
        l10n.t("Opening metrics"),
        source.token,
      );
      if (this.#gone) {
        void this.services.profiles.request(closeMetrics, { view: answer.view });
        return;
      }
      if (this.#loading !== source) return;
      this.#answer = answer;
      this.#problem = null;
    } catch (error) {
      if (this.#gone || this.#loading !== source) return;
      this.#problem = isCancelled(error) ? l10n.t("Reading was cancelled.") : failureText(error);
      if (!isCancelled(error)) this.services.log.error(failureText(error));
    } finally {
      source.dispose();
      if (this.#loading === source) this.#loading = null;
    }
    this.#bridge.refresh();
  }

  async #act(action: MetricsAction): Promise<void> {
    switch (action) {
      case "refresh":
        return this.load();
      case "clearCompare":
        return this.choose({ previous: null });
      case "compare":
        return this.#compare();
      case "asText":
        await commands.executeCommand("vscode.openWith", Uri.file(this.file), "default");
        return;
      case "flame":
        await openFiles(
          this.services,
          this.#answer?.symbols === true ? [this.file, symbolsFile(this.file)] : [this.file],
        );
        await commands.executeCommand("cyclelens.showFlameGraph");
    }
  }

  async #compare(): Promise<void> {
    const picked = await window.showOpenDialog({
      defaultUri: Uri.file(path.dirname(this.file)),
      filters: { [l10n.t("OpenVM metrics")]: ["json", "gz"] },
      openLabel: l10n.t("Compare"),
      title: l10n.t("Metrics of an earlier run to compare with"),
    });
    const [uri] = picked ?? [];
    if (uri) await this.choose({ previous: uri.fsPath });
  }

  #watch(): Disposable {
    const pattern = new RelativePattern(Uri.file(path.dirname(this.file)), path.basename(this.file));
    const watcher = workspace.createFileSystemWatcher(pattern);
    const changed = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.load(), quietMs);
    };
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    // A file that is replaced is gone for a moment; one that stays gone is said.
    watcher.onDidDelete(changed);
    return watcher;
  }
}
