import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { ProfilePart } from "../../../src/core/importers/artefact";
import { assemble, type AssembleOptions } from "../../../src/core/importers/assemble";
import { importPart } from "../../../src/core/importers/detect";
import type { Profile } from "../../../src/core/profile/model";
import { readElf } from "../../../src/core/symbols/elf";
import type { ElfImage } from "../../../src/core/symbols/types";
import { sourceOf } from "./sources";

const root = path.resolve("test/fixtures/zisk");

/** A recorded output of ours, inflated. */
export function recordedBytes(name: string): Uint8Array {
  const bytes = readFileSync(path.join(root, name));
  return new Uint8Array(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

export function recordedText(name: string): string {
  return new TextDecoder().decode(recordedBytes(name));
}

export function recordedElf(name: string): ElfImage {
  return readElf(recordedBytes(name));
}

/** Imports in chunks of an odd size, so that every number is cut somewhere. */
export function partOf(content: string | Uint8Array, name = "run.txt"): Promise<ProfilePart> {
  return importPart(sourceOf(content, 61, name));
}

/** The profile of recorded files, joined. */
export async function profileOf(
  names: readonly string[],
  elf: ElfImage | null = null,
  options: AssembleOptions = {},
): Promise<Profile> {
  return assemble(await Promise.all(names.map((name) => partOf(recordedBytes(name), name))), elf, options);
}

/** The profile of a text. */
export async function profileOfText(text: string, options: AssembleOptions = {}): Promise<Profile> {
  return assemble([await partOf(text)], null, options);
}

/** `name  calls  self steps/cost  total steps/cost`, a row a line; `·` is unknown. */
export function functionPicture(profile: Profile): string[] {
  const { functions } = profile;
  const at = (column: Float64Array | undefined, i: number): string => {
    const value = column?.[i];
    return value === undefined || Number.isNaN(value) ? "·" : String(value);
  };
  return functions.name.map(
    (name, i) =>
      `${name} calls ${at(functions.calls, i)} self ${at(functions.self["steps"], i)}/${at(functions.self["cost"], i)} ` +
      `total ${at(functions.total["steps"], i)}/${at(functions.total["cost"], i)}`,
  );
}

/** `name calls steps cost` of the list as printed. */
export function listedPicture(profile: Profile): string[] {
  return (profile.listed?.functions ?? []).map(
    (row) => `${row.name} ${row.calls ?? "·"} ${row.steps ?? "·"} ${row.cost ?? "·"}`,
  );
}
