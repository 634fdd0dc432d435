import { commands, Disposable } from "vscode";
import type { CompareCommand, CoverageCommand, HostCommand } from "./contributions";
import { showFailure } from "./failure";
import type { Services } from "./services";

// Arguments come from menus, links and tests; each handler looks at what it was given.
export type Handler = (...args: readonly unknown[]) => unknown;
/** Every command of the table needs a handler: the compiler notices a forgotten one. */
export type Handlers = Readonly<Record<HostCommand, Handler>>;
export type CoverageHandlers = Readonly<Record<CoverageCommand, Handler>>;
export type CompareHandlers = Readonly<Record<CompareCommand, Handler>>;

/** Registers the commands. A failure is shown; the command itself never rejects. */
export function registerCommands(
  services: Services,
  handlers: Handlers | CoverageHandlers | CompareHandlers,
): Disposable {
  const guarded =
    (handler: Handler): Handler =>
    async (...args) => {
      try {
        return await handler(...args);
      } catch (error) {
        showFailure(services, error);
        return undefined;
      }
    };
  return Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) => commands.registerCommand(id, guarded(handler))),
  );
}
