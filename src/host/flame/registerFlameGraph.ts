import { commands, Disposable, window } from "vscode";
import type { OpenProfileParams } from "../../protocol/requests";
import type { Services } from "../services";
import { createPanel, FlamePanel, flameViewType } from "./panel";

/** Where it is remembered what the profile on show was opened from, for a reload of the window. */
const openedKey = "cyclelens.flame.opened";

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
    if (open) void context.workspaceState.update(openedKey, profiles.opened ?? undefined);
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
        const opened = openedBefore(context.workspaceState.get<unknown>(openedKey));
        if (profiles.active || !opened) return;
        try {
          await profiles.open(opened.files, opened.elf);
        } catch (error) {
          log.warn(`the profile of the restored flame graph is not there: ${String(error)}`);
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

function openedBefore(what: unknown): OpenProfileParams | null {
  if (typeof what !== "object" || what === null || !("files" in what) || !Array.isArray(what.files))
    return null;
  const files = what.files.filter((file): file is string => typeof file === "string");
  const elf = "elf" in what && typeof what.elf === "string" ? { elf: what.elf } : {};
  return files.length > 0 ? { files, ...elf } : null;
}
