import { insertAt, insertBelow, linesOf, sliceOf } from "./fixesText";
import type { ResolvedGuest } from "./resolved";
import { readToml } from "./toml";
import type { TomlTable } from "./tomlTree";
import type { Fix, FixEdit } from "./types";

/** Switches a feature of a direct dependency on, in whatever form its entry is written; null where the guest's manifest cannot. */
export function featureFix(
  guest: ResolvedGuest,
  crate: string,
  feature: string,
  files: ReadonlyMap<string, string>,
): Fix | null {
  const dependency = guest.dependencies.find((d) => d.package === crate && d.kind === "normal");
  const source = dependency && files.get(dependency.place.file);
  if (!dependency || source === undefined || dependency.features.includes(feature)) return null;
  const toml = readToml(source);
  if (toml.problems.length > 0) return null;
  const entry = dependencyTables(toml.root)
    .flatMap((t) => t.entries)
    .find((e) => e.key === dependency.key && e.range.start.line === dependency.place.range.start.line);
  if (!entry) return null;
  const text = linesOf(dependency.place.file, source);
  const edit = ((): FixEdit | null => {
    const { value, range } = entry;
    if (value.kind === "string") {
      const quoted = sliceOf(text, value.range);
      return {
        file: text.file,
        range: value.range,
        newText: `{ version = ${quoted}, features = ["${feature}"] }`,
      };
    }
    if (value.kind !== "table") return null;
    const features = value.get("features")?.value;
    if (features) {
      if (features.kind !== "array") return null;
      const last = features.items.at(-1);
      const at = last
        ? last.range.end
        : { line: features.range.start.line, character: features.range.start.character + 1 };
      return insertAt(text, at.line, at.character, last ? `, "${feature}"` : `"${feature}"`);
    }
    const fields = value.entries;
    const last = fields.reduce((a, b) => (after(a.range.end, b.range.end) ? a : b), fields[0]!);
    if (fields.length === 0) return null;
    if (value.inline)
      return insertAt(text, last.range.end.line, last.range.end.character, `, features = ["${feature}"]`);
    const line = text.lines[range.start.line] ?? "";
    // `[dependencies.x]` or `x.workspace = true`.
    return /^\s*\[/.test(line)
      ? insertBelow(text, last.range.end.line, [`features = ["${feature}"]`])
      : insertBelow(text, range.end.line, [`${entry.key}.features = ["${feature}"]`]);
  })();
  if (!edit) return null;
  return {
    kind: "switch-feature",
    title: `Switch the feature ${feature} of ${crate} on`,
    edits: [edit],
    then: [["cargo", "update", "--workspace"]],
  };
}

function after(a: { line: number; character: number }, b: { line: number; character: number }): boolean {
  return a.line > b.line || (a.line === b.line && a.character > b.character);
}

function dependencyTables(root: TomlTable): TomlTable[] {
  const tables: TomlTable[] = [];
  const add = (table: TomlTable): void => {
    const value = table.get("dependencies")?.value;
    if (value?.kind === "table") tables.push(value);
  };
  add(root);
  const targets = root.get("target")?.value;
  if (targets?.kind === "table") {
    for (const { value } of targets.entries) if (value.kind === "table") add(value);
  }
  return tables;
}
