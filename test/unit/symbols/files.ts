import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { ziskDisasm } from "../../../src/core/importers/ziskDisasm";
import type { PcCounts } from "../../../src/core/importers/artefact";
import { sourceOf } from "../importers/sources";

/** A file of ours, inflated. */
export function ours(name: string): Uint8Array {
  return inflated(path.join("test/fixtures", name));
}

const shared = path.join(process.env["CYCLELENS_SHARED"] ?? "../shared", "data", "zisk", "v1.4");

/** The recorded real runs of guests are there. */
export const hasShared = existsSync(shared) || process.env["CYCLELENS_REQUIRE_SHARED"] === "1";
if (!hasShared) console.log(`skipped: tests on the guests of ${shared}, which is not there`);

/** A recorded run's file, inflated; null where this guest has none. */
export function recorded(guest: string, ...names: readonly string[]): Uint8Array | null {
  const file = names.map((name) => path.join(shared, guest, name)).find((candidate) => existsSync(candidate));
  return file === undefined ? null : inflated(file);
}

function inflated(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return new Uint8Array(file.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

/** The execution counts of a `--disasm` file. */
export async function countsOf(disasm: Uint8Array): Promise<PcCounts> {
  const part = await ziskDisasm.import(sourceOf(disasm, 1 << 20, "d.txt"), {});
  return part.counts!;
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
