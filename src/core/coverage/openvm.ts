import type { OpenvmConfig, OpenvmSection } from "./resolved";
import { readToml } from "./toml";
import { tableAt } from "./tomlTree";
import type { TomlProblem } from "./toml";
import type { TomlValue } from "./tomlTree";

const maxValues = 500;

/** Reads openvm.toml: which extensions the VM is configured with. `[app_vm_config]` since 1.0, plain sections before. */
export function readOpenvmConfig(
  file: string,
  text: string,
): { readonly config: OpenvmConfig; readonly problems: readonly TomlProblem[] } {
  const { root, problems } = readToml(text);
  const table = tableAt(root, "app_vm_config") ?? root;
  const sections: OpenvmSection[] = table.entries
    .filter((entry) => entry.value.kind === "table")
    .map((entry) => ({
      name: entry.key,
      place: { file, range: entry.range },
      values: valuesOf(entry.value),
    }));
  const lines = text.split("\n");
  const end = { line: lines.length - 1, character: lines.at(-1)!.replace(/\r$/, "").length };
  return { config: { file, sections, end: { file, range: { start: end, end } } }, problems };
}

function valuesOf(section: TomlValue): { key: string; value: string }[] {
  const values: { key: string; value: string }[] = [];
  const queue: { key: string; value: TomlValue }[] = [{ key: "", value: section }];
  for (let at = 0; at < queue.length && values.length < maxValues; at++) {
    const { key, value } = queue[at]!;
    if (value.kind === "table")
      for (const entry of value.entries) queue.push({ key: entry.key, value: entry.value });
    else if (value.kind === "array") for (const item of value.items) queue.push({ key, value: item });
    else values.push({ key, value: String(value.value) });
  }
  return values;
}
