import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { importPart } from "../../../src/core/importers/detect";
import type { MetricColumns, Profile } from "../../../src/core/profile/model";
import { sourceOf } from "./sources";

export type Values = Readonly<Record<string, number>>;

/** Figures of a fixture by a second tool. */
export interface Golden {
  readonly metrics?: readonly string[];
  readonly totals: Values;
  readonly functions: readonly { name: string; file: string | null; self: Values; total: Values }[];
  readonly lines: readonly { file: string; line: number; self: Values; total?: Values }[];
}

export function fixtureBytes(folder: string, name: string): Uint8Array {
  const raw = readFileSync(path.join("test/fixtures", folder, name));
  return new Uint8Array(raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw);
}

export function goldenOf(folder: string, name: string): Golden {
  const file = path.join(
    "test/fixtures",
    folder,
    `${name.replace(/\.(?:pb|json)(?:\.gz)?$/, "")}.golden.json`,
  );
  return JSON.parse(readFileSync(file, "utf8")) as Golden;
}

export async function profileOfBytes(bytes: Uint8Array, chunk = 1 << 20, name = "file"): Promise<Profile> {
  const { profile } = await importPart(sourceOf(bytes, chunk, name));
  if (!profile) throw new Error("no profile");
  return profile;
}

/** A row of columns without its zeros. */
export function valuesAt(columns: MetricColumns, row: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(columns)
      .map(([id, column]) => [id, column[row]!] as const)
      .filter(([, value]) => value !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export function nonZero(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0));
}
