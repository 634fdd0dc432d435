import path from "node:path";
import { Disposable, env, l10n, window, type TextEditor } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { Fix, Place } from "../../core/coverage/types";
import { runUpdateCommand } from "../../protocol/coverage";
import { coverageWords } from "../../protocol/coverageWords";
import { registerCommands, type CoverageHandlers } from "../commands";
import type { ServerProfiles } from "../client";
import { localised } from "../localised";
import type { Services } from "../services";
import { applyFix } from "./applyFix";
import type { CoverageNode } from "./coverageNodes";
import { CoverageStore } from "./coverageStore";
import { CoverageTree } from "./coverageTree";
import { exportCoverage } from "./exportCoverage";
import { createMatrixPanel, MatrixPanel, matrixViewType } from "./matrixPanel";
import { openPlace } from "./places";
import { offerUpdate } from "./runUpdate";

/** Patch Coverage: the view, the matrix and its return after a reload, and what quick fixes ask to run. */
export function registerCoverage(services: Services): Disposable {
  const words = localised(coverageWords);
  const store = new CoverageStore(services);
  const tree = new CoverageTree(store, words);
  let open: MatrixPanel | null = null;
  const gone = (): void => {
    open = null;
  };
  const handlers: CoverageHandlers = {
    "cyclelens.showMatrix": () => {
      open ??= new MatrixPanel(services, store, words, createMatrixPanel(), gone);
      open.show();
    },
    "cyclelens.refreshCoverage": async () => {
      await store.ask(true);
      return store.answer;
    },
    "cyclelens.coverage.filter": (text) => tree.filter(typeof text === "string" ? text : undefined),
    "cyclelens.coverage.copyMarkdown": async () => {
      await store.ask();
      await env.clipboard.writeText(exportCoverage(store.answer?.folders ?? [], "md"));
      void window.setStatusBarMessage(l10n.t("Patch coverage copied as Markdown"), 3000);
    },
    "cyclelens.coverage.reveal": (node) => openPlace(partOf(node, "place")),
    "cyclelens.coverage.fix": (node) => applyFix(services, partOf(node, "fix")),
    "cyclelens.coverage.copyText": (node) => env.clipboard.writeText(textOf(node)),
    [runUpdateCommand]: (update) => offerUpdate(services, update),
  };
  return Disposable.from(
    store,
    tree,
    registerCommands(services, handlers),
    window.registerWebviewPanelSerializer(matrixViewType, {
      deserializeWebviewPanel: (panel) => {
        open?.dispose();
        open = new MatrixPanel(services, store, words, panel, gone);
        return Promise.resolve();
      },
    }),
    startForManifests(services),
    new Disposable(() => open?.dispose()),
  );
}

/** Diagnostics in a manifest need the server: it starts when the first one is seen. */
function startForManifests({ profiles, log }: Services): Disposable {
  const client = profiles as Partial<Pick<ServerProfiles, "start">>;
  const isManifest = ({ document: { uri } }: TextEditor): boolean =>
    uri.scheme === "file" && path.posix.basename(uri.path) === "Cargo.toml";
  const look = (editors: readonly TextEditor[]): void => {
    if (!editors.some(isManifest)) return;
    subscription.dispose();
    client.start?.().catch((error: unknown) => log.error(String(error)));
  };
  const subscription = window.onDidChangeVisibleTextEditors(look);
  look(window.visibleTextEditors);
  return subscription;
}

/** Items arrive from menus; a test or key binding may hand over anything. */
function partOf(node: unknown, part: "place"): Place;
function partOf(node: unknown, part: "fix"): Fix;
function partOf(node: unknown, part: "place" | "fix"): Place | Fix {
  const found = typeof node === "object" && node !== null ? (node as Partial<CoverageNode>)[part] : null;
  if (found) return found;
  throw new CycleLensError(
    "usage",
    l10n.t("this command works on an item of Patch Coverage"),
    l10n.t("choose one in the view"),
  );
}

function textOf(node: unknown): string {
  const { label, description } = (node ?? {}) as Partial<CoverageNode>;
  return [label, description].filter(Boolean).join(": ");
}
