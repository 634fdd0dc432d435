import { l10n, ProgressLocation, window, type Disposable, type WebviewPanel } from "vscode";
import { failurePage } from "../failurePage";
import { failureText } from "../failure";
import { requireTrust } from "../run/trust";
import { requireCargo } from "../prover/askCargo";
import { findBenchTargets, type BenchTargets } from "./benchTargets";
import { readDraft } from "./draft";
import { createFormPanel, FormPanel, openvmRunViewType, type FormPanelOptions } from "./formPanel";

/** The form's tab: one at a time, opened by the command and brought back with what was filled in by a reload. */
export class BenchForm {
  #panel: FormPanel | null = null;

  constructor(private readonly options: Omit<FormPanelOptions, "found" | "gone">) {}

  /** Brings the tab to the front; false where there is none. */
  show(): boolean {
    this.#panel?.show();
    return this.#panel !== null;
  }

  open(found: BenchTargets): void {
    this.#fill(createFormPanel(), null, found);
  }

  /** What can be started may have changed. */
  refresh(): void {
    this.#panel?.refresh();
  }

  /** Brings the tab back after a reload of the window. */
  registerSerializer(): Disposable {
    return window.registerWebviewPanelSerializer(openvmRunViewType, {
      deserializeWebviewPanel: (panel, state) => this.#restore(panel, state),
    });
  }

  async #restore(panel: WebviewPanel, state: unknown): Promise<void> {
    let open = true;
    const closed = panel.onDidDispose(() => (open = false));
    try {
      requireTrust();
      const found = await lookForTargets();
      // Closed meanwhile, or there is another one by now.
      if (this.#panel !== null) panel.dispose();
      if (open) this.#fill(panel, state, found);
    } catch (error) {
      const { log } = this.options.services;
      log.warn(`the form of an OpenVM benchmark cannot be brought back: ${failureText(error)}`);
      if (open) panel.webview.html = failurePage(failureText(error));
    } finally {
      closed.dispose();
    }
  }

  #fill(panel: WebviewPanel, state: unknown, found: BenchTargets): void {
    const mine = new FormPanel(panel, readDraft(state), {
      ...this.options,
      found,
      gone: () => {
        if (this.#panel === mine) this.#panel = null;
      },
    });
    this.#panel = mine;
  }
}

/** Programs of the workspace; cargo is asked for them. */
export async function lookForTargets(): Promise<BenchTargets> {
  return window.withProgress(
    { location: ProgressLocation.Window, title: l10n.t("Looking for programs that prove…") },
    async () => findBenchTargets(await requireCargo()),
  );
}
