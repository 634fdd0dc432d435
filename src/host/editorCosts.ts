import { commands, ConfigurationTarget, Disposable, window, workspace, type TextDocument } from "vscode";
import type { ServerProfiles } from "./client";
import { CostDecorations } from "./decorations";
import { DisassemblyView } from "./disassemblyView";
import { showFailure } from "./failure";
import { lensMenu, revealFunction } from "./lensMenu";
import type { Services } from "./services";

/** Cost in source editors: decorations, what lenses and hovers link to, disassembly. */
export function registerEditorCosts(services: Services): Disposable {
  const disassembly = new DisassemblyView(services);
  const on = (id: string, run: (target: unknown) => Promise<void>): Disposable =>
    commands.registerCommand(id, async (target: unknown) => {
      try {
        await run(target);
      } catch (error) {
        showFailure(services, error);
      }
    });
  return Disposable.from(
    new CostDecorations(services),
    disassembly,
    on("cyclelens.toggleDecorations", toggleDecorations),
    on("cyclelens.showDisassembly", (target) => disassembly.show(target)),
    on("cyclelens.revealDisassemblySource", (target) => disassembly.revealSource(target)),
    on("cyclelens.lensMenu", (target) => lensMenu(services, target)),
    on("cyclelens.revealFunction", (target) => revealFunction(services, target)),
    startForGuests(services),
  );
}

async function toggleDecorations(): Promise<void> {
  const configuration = workspace.getConfiguration("cyclelens");
  const enabled = configuration.get<boolean>("decorations.enabled", true);
  // Where it is set it is changed, or the change would not show.
  const isWorkspace = configuration.inspect("decorations.enabled")?.workspaceValue !== undefined;
  const target = isWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await configuration.update("decorations.enabled", !enabled, target);
}

/** The lens above a guest's entry point needs the server: it starts when the first such file is seen. */
function startForGuests({ profiles, log }: Services): Disposable {
  const client = profiles as Partial<Pick<ServerProfiles, "start">>;
  let subscription: Disposable | null = null;
  const look = (): void => {
    if (!window.visibleTextEditors.some(({ document }) => isEntry(document))) return;
    subscription?.dispose();
    client.start?.().catch((error: unknown) => log.error(String(error)));
  };
  subscription = window.onDidChangeVisibleTextEditors(look);
  look();
  return subscription;
}

/** A look at the head of a Rust file; what is really there the server finds out. */
function isEntry(document: TextDocument): boolean {
  const { uri, fileName, lineCount } = document;
  if (uri.scheme !== "file" || !fileName.endsWith(".rs")) return false;
  for (let line = 0; line < Math.min(lineCount, 200); line++)
    if (/\bentrypoint!/.test(document.lineAt(line).text)) return true;
  return false;
}
