import { readdir } from "node:fs/promises";
import path from "node:path";

/** Where guests keep their input, from the folder of their manifest on; `build/` is what cargo-zisk's template uses. */
const folders = [".", "build", "input", "inputs"] as const;
const most = 5;

/**
 * Files below `folder` that look like a guest's input: `input*.bin` and the like, in a folder of inputs any `.bin`. At
 * most five, nearest first; none where nothing can be listed.
 */
export async function inputsNear(folder: string): Promise<readonly string[]> {
  const listed = await Promise.all(
    folders.map(async (name) => {
      const entries = await readdir(path.join(folder, name), { withFileTypes: true }).catch(() => []);
      const wanted = name.startsWith("input") ? /\.(?:bin|input)$/i : /^input[\w.-]*\.bin$|\.input$/i;
      return entries
        .filter((entry) => entry.isFile() && wanted.test(entry.name))
        .map((entry) => path.join(folder, name, entry.name))
        .sort();
    }),
  );
  return listed.flat().slice(0, most);
}
