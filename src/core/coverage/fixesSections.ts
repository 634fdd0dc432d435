import { appendBlock, insertAt, linesOf } from "./fixesText";
import type { ResolvedGuest } from "./resolved";
import type { CrateRule, Need } from "./rulesTypes";
import { readToml } from "./toml";
import type { TomlTable, TomlValue } from "./tomlTree";
import type { Fix, FixEdit } from "./types";

type SectionNeed = Extract<Need, { kind: "section" }>;

/** Every extension section that the crate needs and openvm.toml lacks, in one edit of the file. */
export function sectionFix(
  guest: ResolvedGuest,
  rule: CrateRule | null,
  files: ReadonlyMap<string, string>,
): Fix | null {
  const config = guest.openvm;
  const source = config === null ? undefined : files.get(config.file);
  if (config === null || source === undefined || !rule) return null;
  const toml = readToml(source);
  if (toml.problems.length > 0) return null;
  const nested = toml.root.get("app_vm_config")?.value;
  const root = nested?.kind === "table" ? nested : toml.root;
  const prefix = nested ? "app_vm_config." : "";
  const text = linesOf(config.file, source);
  const edits: FixEdit[] = [];
  const blocks: string[] = [];
  const names: string[] = [];
  for (const need of rule.needs ?? []) {
    if (need.kind !== "section" || has(guest, need)) continue;
    names.push(need.section);
    const present = root.get(need.section)?.value;
    const list = present?.kind === "table" ? listOf(present) : null;
    if (list) {
      const missing = lacking(guest, need).map((v) => `"${v}"`);
      const last = list.items.at(-1);
      const at = last
        ? last.range.end
        : { line: list.range.start.line, character: list.range.start.character + 1 };
      edits.push(insertAt(text, at.line, at.character, (last ? ", " : "") + missing.join(", ")));
    } else if (need.text === undefined || (present && !need.text.startsWith("[["))) return null;
    else
      blocks.push(
        (prefix === "" ? need.text.replaceAll("app_vm_config.", "") : need.text).replaceAll("\n", text.eol),
      );
  }
  if (blocks.length > 0) edits.push(appendBlock(text, [blocks.join(text.eol + text.eol)]));
  if (edits.length === 0) return null;
  return {
    kind: "add-section",
    title: `Switch on ${names.join(", ")} in ${config.file.split("/").at(-1) ?? config.file}`,
    edits,
    then: [],
  };
}

function sections(guest: ResolvedGuest, need: SectionNeed): readonly string[] | null {
  const found =
    guest.openvm?.sections.filter((s) =>
      [need.section, ...(need.or ?? [])].includes(s.name.split(".")[0]!),
    ) ?? [];
  return found.length === 0 ? null : found.flatMap((s) => s.values.map((v) => v.value));
}

function lacking(guest: ResolvedGuest, need: SectionNeed): readonly string[] {
  const values = sections(guest, need) ?? [];
  return (need.contains ?? []).filter((v) => !values.includes(v));
}

function has(guest: ResolvedGuest, need: SectionNeed): boolean {
  return sections(guest, need) !== null && lacking(guest, need).length === 0;
}

type TomlArray = Extract<TomlValue, { kind: "array" }>;

function listOf(table: TomlTable): TomlArray | null {
  const value = table.get("supported_moduli")?.value;
  return value?.kind === "array" ? value : null;
}
