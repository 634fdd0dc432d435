import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { assemble } from "../../src/core/importers/assemble";
import type { ByteSource, ProfilePart } from "../../src/core/importers/artefact";
import { importPart } from "../../src/core/importers/detect";
import { profileFromJson } from "../../src/core/profile/fromJson";
import { profileToJson } from "../../src/core/profile/json";
import type { Profile } from "../../src/core/profile/model";
import type { Row } from "./table";

/** A file's bytes, inflated where its name ends in `.gz`. */
export function bytesOf(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

/** The file in chunks of an odd size, so that numbers and names are cut everywhere. */
export function sourceOf(file: string): ByteSource {
  const bytes = bytesOf(file);
  return memorySource(path.basename(file), bytes);
}

export function memorySource(name: string, bytes: Uint8Array, chunk = 8191): ByteSource {
  return {
    name,
    sizeBytes: bytes.length,
    async *chunks() {
      // One buffer for all chunks, as a file reader has it: nobody may hold on to one.
      const buffer = new Uint8Array(chunk);
      for (let at = 0; at < bytes.length; at += chunk) {
        const part = bytes.subarray(at, at + chunk);
        buffer.set(part);
        yield await Promise.resolve(buffer.subarray(0, part.length));
      }
    },
  };
}

export function importFile(file: string): Promise<ProfilePart> {
  return importPart(sourceOf(file));
}

/** Why a file of the samples is nothing to import; null for an artefact. */
export function whyNoArtefact(name: string): string | null {
  const base = path.basename(name);
  if (/(?:^|\/)track\//.test(name)) return "arguments of tracked calls, no figures of a run";
  if (/\.(?:c|h|ld|rs|toml|lock|py|sh)$/.test(base)) return "source or build file";
  if (/\.md$/.test(base)) return "notes";
  if (/\.elf(?:\.gz)?$/.test(base)) return "program";
  if (/\.bin$/.test(base)) return "input or public output of a guest";
  if (base === "frops.csv") return "table of the cost model";
  if (base === "riscv64ima-zisk-elf.json") return "compiler target";
  if (base === "expected.json") return "what is expected";
  return null;
}

/** Samples that hold no figures and what importing them must say. */
const refused: Readonly<Record<string, RegExp>> = {
  "v0.18.0_real_trimmed_build/H_3.out.txt": /is empty/,
  "v0.18.0_real_trimmed_build/sdk.out.txt": /text of no known format/,
  "v0.18.0_real_trimmed_build/c.out.txt": /text of no known format/,
};

/** Imports one sample alone and checks that what it gives agrees with itself. */
export async function checkFile(root: string, name: string): Promise<Row[]> {
  const file = path.join(root, name);
  const row = (profile: Profile | null, form: string, outcome: string, problems: string[]): Row => ({
    what: name,
    form,
    steps: profile?.totals["steps"] ?? null,
    total: profile?.totals["total"] ?? null,
    opcodes: profile?.opcodes.length ?? null,
    listed: profile?.listed?.functions.length ?? null,
    outcome,
    problems,
  });
  const refusal = refused[name] ?? refusalOf(file, name);
  try {
    const part = await importFile(file);
    if (refusal) return [row(null, part.format, "imported", [`should be refused with ${String(refusal)}`])];
    const profile = assemble([part], null);
    return [
      row(
        profile,
        `${part.format.replace("zisk-", "")} ${part.variant ?? ""}`.trim(),
        profile.outcome.status,
        consistent(profile),
      ),
    ];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const expected = refusal?.test(message) === true;
    return [row(null, "–", "refused", expected ? [] : [message])];
  }
}

/** Error output without an error line, and empty files. */
function refusalOf(file: string, name: string): RegExp | null {
  const bytes = bytesOf(file);
  if (bytes.length === 0) return /is empty/;
  if (
    /\.err\.txt$/.test(name) &&
    !/panicked at|Error during emulation|finished with error/.test(new TextDecoder().decode(bytes))
  )
    return /text of no known format/;
  return null;
}

/** What must hold of every profile, wherever it comes from. */
export function consistent(profile: Profile): string[] {
  const problems: string[] = [];
  const { totals } = profile;
  const known = (id: string): number | null => totals[id] ?? null;
  const same = (what: string, a: number | null, b: number | null): void => {
    if (a !== null && b !== null && a !== b) problems.push(`${what}: ${a} ≠ ${b}`);
  };
  const parts = ["main", "opcodes", "precompiles", "memory"].map(known);
  if (parts.every((part) => part !== null))
    same(
      "variable is the sum of its parts",
      known("variable"),
      parts.reduce((a, b) => a + b!, 0),
    );
  same(
    "total",
    known("total"),
    known("variable") === null || known("base") === null ? null : known("variable")! + known("base")!,
  );
  const kinds = (kind: string): number =>
    profile.opcodes.filter((row) => row.kind === kind).reduce((sum, row) => sum + (row.cost ?? 0), 0);
  const whole =
    profile.source.format !== "zisk-sdk-report" &&
    profile.outcome.status !== "truncated" &&
    !profile.warnings.some((w) => w.includes("do not add up"));
  if (profile.opcodes.some((row) => row.cost !== null) && whole) {
    same("opcodes", kinds("base"), known("opcodes"));
    same("precompiles", kinds("precompile"), known("precompiles"));
    const frops = profile.opcodes.reduce((sum, row) => sum + (row.frops?.cost ?? 0), 0);
    if (profile.opcodes.some((row) => row.frops !== null)) same("frops", frops, known("frops"));
  }
  if (profile.memory.length > 0)
    same(
      "memory rows",
      profile.memory.reduce((sum, row) => sum + (row.cost ?? 0), 0),
      known("memory"),
    );
  if (profile.regions.length > 0)
    same(
      "regions",
      profile.regions.reduce((sum, row) => sum + row.steps, 0),
      known("steps"),
    );
  const again = profileToJson(profile, { full: true });
  const text = JSON.stringify(again);
  if (JSON.stringify(profileToJson(profileFromJson(JSON.parse(text)), { full: true })) !== text)
    problems.push("the stored form does not read back the same");
  return problems;
}
