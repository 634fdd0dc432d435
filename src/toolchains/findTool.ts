import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Where a tool was found, and by which rule. */
export interface FoundTool {
  readonly program: string;
  readonly by: "setting" | "PATH" | "~/.zisk/bin" | "~/.cargo/bin";
}

export interface SearchPlaces {
  /** The machine-scoped setting (or the environment's override); wins, and is never a fallback. */
  readonly setting?: string | undefined;
  readonly path?: string | undefined;
  readonly home?: string | undefined;
}

/**
 * Finds a tool: setting, then PATH, then where ziskup and cargo install. Null where it is nowhere; a
 * setting that names nothing executable also gives null, so that a wrong setting is not hidden.
 */
export async function findTool(name: string, places: SearchPlaces = {}): Promise<FoundTool | null> {
  const { setting, path: searchPath = process.env["PATH"] ?? "", home = os.homedir() } = places;
  if (setting !== undefined && setting !== "") {
    const program = setting.startsWith("~/") ? path.join(home, setting.slice(2)) : setting;
    return (await isExecutable(program)) ? { program, by: "setting" } : null;
  }
  const folders: [string, FoundTool["by"]][] = [
    // An empty or relative entry would mean the current folder: a workspace could plant a tool there.
    ...searchPath
      .split(path.delimiter)
      .filter((folder) => path.isAbsolute(folder))
      .map((folder): [string, FoundTool["by"]] => [folder, "PATH"]),
    [path.join(home, ".zisk", "bin"), "~/.zisk/bin"],
    [path.join(home, ".cargo", "bin"), "~/.cargo/bin"],
  ];
  for (const [folder, by] of folders)
    for (const file of fileNames(name)) {
      const program = path.join(folder, file);
      if (await isExecutable(program)) return { program, by };
    }
  return null;
}

/** Only `.exe` on Windows: a `.cmd` cannot be started without a shell. */
function fileNames(name: string): string[] {
  return process.platform === "win32" ? [`${name}.exe`] : [name];
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
