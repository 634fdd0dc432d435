import { commands, env, l10n } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { Handlers } from "../commands";
import type { Services } from "../services";
import { isFunctionElement, type FunctionElement } from "./functionItem";

type ItemCommand = Extract<keyof Handlers, `cyclelens.item.${string}`>;

/** What the context menu of a function does; an item arrives as the first argument. */
export function itemHandlers({ reveal }: Services): Pick<Handlers, ItemCommand> {
  return {
    "cyclelens.item.reveal": async (item) => {
      const { file, line } = functionOf(item);
      if (file === null)
        throw new CycleLensError(
          "not-found",
          l10n.t("where this function stands is not known"),
          l10n.t("build the guest with line tables: a run of CycleLens does so by itself"),
        );
      await reveal(file, line);
    },
    "cyclelens.item.showFlameGraph": (item) => {
      const { func, name } = functionOf(item);
      return commands.executeCommand("cyclelens.showFlameGraph", { func, name });
    },
    "cyclelens.item.showDisassembly": (item) => {
      const { func, name } = functionOf(item);
      return commands.executeCommand("cyclelens.showDisassembly", { func, name });
    },
    "cyclelens.item.copyName": (item) => env.clipboard.writeText(functionOf(item).name),
    "cyclelens.item.copyStack": (item) => env.clipboard.writeText(functionOf(item).stack().join("\n")),
  };
}

function functionOf(item: unknown): FunctionElement {
  if (isFunctionElement(item)) return item;
  throw new CycleLensError(
    "usage",
    l10n.t("this command works on a function of a list"),
    l10n.t("choose one in Hot Functions or in Call Tree"),
  );
}
