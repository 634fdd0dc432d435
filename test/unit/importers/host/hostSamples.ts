import { readFileSync } from "node:fs";
import path from "node:path";
import { assemble } from "../../../../src/core/importers/assemble";
import { importPart } from "../../../../src/core/importers/detect";
import type { Profile } from "../../../../src/core/profile/model";
import { sourceOf } from "../sources";

const folder = path.resolve("test/fixtures/host");

/** Self and total a metric. */
export type Figures = Readonly<Record<string, readonly [number, number]>>;

export interface Golden {
  readonly whole: Readonly<Record<string, number>>;
  readonly functions: Readonly<Record<string, Figures>>;
}

/** What `golden.py` read out of the samples. */
export const golden = JSON.parse(readFileSync(path.join(folder, "golden.json"), "utf8")) as Readonly<
  Record<string, Golden>
>;

export function hostBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(folder, name)));
}

/** The profile of a file's content, through detection, in small chunks. */
export async function profileFrom(
  content: Uint8Array | string | object,
  name = "file",
  chunkBytes = 1000,
): Promise<Profile> {
  const bytes =
    typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content);
  return assemble([await importPart(sourceOf(bytes, chunkBytes, name))], null);
}

/** Functions of one name and file added up, as the golden table has them. */
export function figuresOf(profile: Profile): Record<string, Record<string, [number, number]>> {
  const { functions } = profile;
  const out: Record<string, Record<string, [number, number]>> = {};
  for (const [row, name] of functions.name.entries()) {
    const file = functions.file[row];
    const figures = (out[file ? `${name} ${file}` : name] ??= {});
    for (const { id } of profile.metrics) {
      const known = (figures[id] ??= [0, 0]);
      known[0] += functions.self[id]?.[row] ?? 0;
      known[1] += functions.total[id]?.[row] ?? 0;
    }
  }
  return out;
}

/** Everything that a round trip must keep: figures by function with its place, every stack, every line. */
export function pictureOf(profile: Profile): object {
  const { functions, callTree: tree, lines, metrics } = profile;
  const stacks: string[] = [];
  for (let node = 0; tree !== null && node < tree.length; node++) {
    const figures = metrics.map(({ id }) => tree.self[id]?.[node] ?? 0);
    if (figures.every((figure) => figure === 0)) continue;
    const names: string[] = [];
    for (let at = node; at >= 0; at = tree.prefix[at]!) {
      const frame = tree.frame[at]!;
      names.push(`${tree.frames.name[frame]!}@${tree.frames.file[frame] ?? ""}:${tree.frames.line[frame]!}`);
    }
    stacks.push(`${names.reverse().join(";")} ${figures.join(" ")}`);
  }
  return {
    metrics,
    functions: functions.name
      .map(
        (name, row) =>
          `${name} ${functions.file[row] ?? ""}:${functions.line[row]!} ${metrics
            .map(({ id }) => `${functions.self[id]![row]!}/${functions.total[id]![row]!}`)
            .join(" ")}`,
      )
      .sort(),
    stacks: stacks.sort(),
    lines: Array.from(
      lines?.line ?? [],
      (line, row) =>
        `${lines!.files[lines!.file[row]!]!}:${line} ${metrics.map(({ id }) => `${lines!.self[id]![row]!}/${lines!.total[id]![row]!}`).join(" ")}`,
    ).sort(),
  };
}
