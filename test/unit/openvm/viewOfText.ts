import { readFileSync } from "node:fs";
import path from "node:path";
import { CellStacks } from "../../../src/core/openvm/cellStacks";
import { scanMetrics } from "../../../src/core/openvm/readMetrics";
import { orderOf, pageOf } from "../../../src/core/openvm/view/page";
import type { MetricsTable, MetricsView, TableId } from "../../../src/core/openvm/view/types";
import { viewOf, type ReadFile } from "../../../src/core/openvm/view/viewOf";
import { source } from "./metricsJson";

export const fixtures = path.resolve(import.meta.dirname, "../../fixtures/openvm");
export const fixture = (name: string): string => readFileSync(path.join(fixtures, name), "utf8");

async function readText(text: string, name = "metrics.json"): Promise<ReadFile> {
  const stacks = new CellStacks();
  const { db } = await scanMetrics(source(text), {}, (bytes, entry) => stacks.add(bytes, entry));
  return { name, db, stacks };
}

export async function view(
  text: string,
  options: { before?: string; version?: string; provers?: number } = {},
): Promise<MetricsView> {
  const before = options.before === undefined ? null : await readText(options.before, "before.json");
  return viewOf(await readText(text), before, {
    version: options.version ?? null,
    provers: options.provers ?? 32,
  });
}

export function tableOf({ tables }: MetricsView, id: TableId): MetricsTable {
  const table = tables.find((one) => one.id === id);
  if (table === undefined) throw new Error(`no table ${id}`);
  return table;
}

/** A table as lines: texts, then the figures that are asked for; `·` is unknown, `12<10` is 12 now and 10 before. */
export function picture(table: MetricsTable, keys: readonly string[], limit = 100): string[] {
  const order = orderOf(table, { sort: -1, descending: false, byChange: false, filter: "" });
  return pageOf(table, order, 0, limit).rows.map(({ texts, cells, state }) => {
    const figures = keys.map((key) => {
      const at = table.figures.findIndex((one) => one.key === key);
      const cell = cells[at];
      const figure = (value: number): string => String(Math.round(value * 1e6) / 1e6);
      const { now = null, before = null } = cell ?? {};
      return `${now === null ? "·" : figure(now)}${before === null ? "" : `<${figure(before)}`}`;
    });
    return [...(state === "both" ? [] : [`(${state})`]), ...texts, ...figures].join(" | ");
  });
}
