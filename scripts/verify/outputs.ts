import { existsSync } from "node:fs";
import path from "node:path";
import { assemble } from "../../src/core/importers/assemble";
import type { Profile } from "../../src/core/profile/model";
import { differs } from "./guest";
import { importFile } from "./sample";
import type { Row } from "./table";

/** Several outputs of one guest by one old release: they must say the same. */
export async function checkOutputs(folder: string, name: string): Promise<Row[]> {
  const load = async (...files: string[]): Promise<Profile | null> => {
    const found = files.map((file) => path.join(folder, file));
    if (!found.every((file) => existsSync(file))) return null;
    return assemble(await Promise.all(found.map(importFile)), null);
  };
  const rows: Row[] = [];
  const add = (what: string, profile: Profile, problems: string[]): void => {
    rows.push({
      what: `${name}: ${what}`,
      form: profile.source.variant ?? "",
      steps: profile.totals["steps"] ?? null,
      total: profile.totals["total"] ?? null,
      opcodes: profile.opcodes.length,
      listed: profile.listed?.functions.length ?? null,
      outcome: profile.outcome.status,
      problems,
    });
  };
  const full = await load("X_S_D.txt");
  if (full === null) return rows;
  // 1. The same totals and operations with and without symbols, histogram, disassembly.
  for (const file of ["X.txt", "X_S_H_disasm.txt", "X_S_D_H_all.txt"]) {
    const other = await load(file);
    if (other === null) continue;
    add(`${file} = X_S_D.txt`, other, [
      ...differs("totals", JSON.stringify(other.totals), JSON.stringify(full.totals)),
      ...differs("operations", JSON.stringify(other.opcodes), JSON.stringify(full.opcodes)),
    ]);
  }
  // 2. A DETAIL block says what the list says.
  const listed = new Map((full.listed?.functions ?? []).map((row) => [row.name, row]));
  add(
    "details = lists",
    full,
    full.details.flatMap((detail) => [
      ...differs(`${detail.name} cost`, detail.cost, listed.get(detail.name)?.cost ?? null),
      ...differs(`${detail.name} steps`, detail.steps, listed.get(detail.name)?.steps ?? detail.steps),
    ]),
  );
  // 3. The call tree's inclusive cost is the list's, to the unit; its sum is VARIABLE less the last step.
  const tree = await load("profile.json");
  if (tree?.callTree) {
    const cost = new Map(tree.functions.name.map((f, i) => [f, tree.functions.total["cost"]?.[i]]));
    const sum = tree.callTree.self["cost"]?.reduce((a, b) => a + b, 0) ?? null;
    add("profile.json = lists", tree, [
      ...[...listed.values()].flatMap((row) => differs(row.name, cost.get(row.name), row.cost)),
      ...differs("sum of the tree", sum, (full.totals["variable"] ?? 0) - 68),
    ]);
  }
  return rows;
}
