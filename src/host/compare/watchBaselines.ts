import { Disposable, RelativePattern, workspace } from "vscode";

/** Stars of a workspace, and what is committed of a run: written by this window, another one or the command line. */
const files = "**/{.cyclelens/baselines.json,cyclelens.baseline.json}";
/** A file is written in several steps, and starring writes two. */
const pauseMs = 300;

/** Tells when baselines of the workspace may be others. */
export function watchBaselines(changed: () => void): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, pauseMs);
  };
  const watchers = new Map<string, Disposable>();
  const watch = (): void => {
    for (const folder of workspace.workspaceFolders ?? []) {
      const key = folder.uri.toString();
      if (watchers.has(key)) continue;
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, files));
      watchers.set(
        key,
        Disposable.from(
          watcher,
          watcher.onDidCreate(soon),
          watcher.onDidChange(soon),
          watcher.onDidDelete(soon),
        ),
      );
    }
  };
  watch();
  return Disposable.from(workspace.onDidChangeWorkspaceFolders(watch), {
    dispose: () => {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.dispose();
    },
  });
}
