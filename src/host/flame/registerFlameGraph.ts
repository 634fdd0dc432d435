import { commands, Disposable, window } from "vscode";
import type { Services } from "../services";
import { createPanel, FlamePanel, flameViewType } from "./panel";

/** Where the folder of the run on show is remembered, for a reload of the window. */
const folderKey = "cyclelens.flame.folder";

/** The flame graph: its command, its tab, and its return after a reload. */
export function registerFlameGraph(services: Services): Disposable {
  const { context, profiles, log } = services;
  let open: FlamePanel | null = null;
  const gone = (): void => {
    open = null;
  };
  const showFlameGraph = (func?: number): void => {
    open ??= new FlamePanel(services, createPanel(), gone);
    open.show(func);
  };
  const remember = (): void => {
    if (open) void context.workspaceState.update(folderKey, profiles.active?.folder ?? undefined);
  };
  return Disposable.from(
    commands.registerCommand("cyclelens.showFlameGraph", (what?: unknown) => {
      showFlameGraph(functionRow(what));
      remember();
    }),
    profiles.onDidChangeActive(remember),
    window.registerWebviewPanelSerializer(flameViewType, {
      deserializeWebviewPanel: async (panel) => {
        open?.dispose();
        open = new FlamePanel(services, panel, gone);
        const folder = context.workspaceState.get<unknown>(folderKey);
        if (profiles.active || typeof folder !== "string") return;
        try {
          await profiles.open([folder]);
        } catch (error) {
          log.warn(`the run of the restored flame graph is not there: ${String(error)}`);
        }
      },
    }),
    new Disposable(() => open?.dispose()),
  );
}

/** The command comes with a row of `functions`, with `{ func }`, or with nothing. */
function functionRow(what: unknown): number | undefined {
  const func = typeof what === "object" && what !== null && "func" in what ? what.func : what;
  return typeof func === "number" && Number.isInteger(func) && func >= 0 ? func : undefined;
}
