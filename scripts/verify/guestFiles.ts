import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const wanted = /^(?:Cargo\.toml|Cargo\.lock|openvm\.toml|cyclelens\.rules\.json)$/;

/** Every text below a folder that coverage looks at, by `/`-separated path. */
export function readGuestFiles(root: string): Map<string, string> {
  const files = new Map<string, string>();
  const folders = [""];
  for (const folder of folders)
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const at = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(at);
      else if (wanted.test(entry.name)) files.set(at, readFileSync(path.join(root, at), "utf8"));
    }
  return files;
}
