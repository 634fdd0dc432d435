import path from "node:path";
import type { CoverageInputs, ResolveCoverage } from "../core/coverage/inputs";
import type { Coverage, Finding, GuestCoverage } from "../core/coverage/types";
import { throwIfCancelled } from "../core/errors";
import { cargoMetadata, type CargoOptions } from "./cargoMetadata";
import type { CoverageFiles } from "./coverageInputs";

export interface ResolveOptions extends Omit<CoverageInputs, "files" | "metadata"> {
  /** Sharpens the answer by `cargo metadata`; only asked for by a person or in a trusted workspace. */
  readonly cargo?: CargoOptions | null;
}

const mostGuests = 64;
const cargoBudgetMs = 300_000;

/** Coverage of what was read of a folder: guests below it, warnings of reading included. Throws `cancelled`. */
export async function resolveFolder(
  read: CoverageFiles,
  resolve: ResolveCoverage,
  { cargo = null, ...rest }: ResolveOptions = {},
): Promise<Coverage> {
  const files = new Map([...read.files].map(([file, { text }]) => [file, text]));
  const alone = resolve({ ...rest, files });
  if (cargo === null) return withWarnings(onlyBelow(alone), read.warnings);
  const { metadata, findings } = await askCargo(read.folder, onlyBelow(alone).guests, cargo);
  const sharpened = metadata.size === 0 ? alone : resolve({ ...rest, files, metadata });
  const guests = sharpened.guests.map((guest): GuestCoverage => {
    const finding = findings.get(guest.manifest);
    return finding ? { ...guest, findings: [...guest.findings, finding] } : guest;
  });
  return withWarnings(onlyBelow({ ...sharpened, guests }), read.warnings);
}

/** Once a manifest, one after the other, within a budget of time. */
async function askCargo(
  folder: string,
  guests: readonly GuestCoverage[],
  options: CargoOptions,
): Promise<{ metadata: ReadonlyMap<string, string>; findings: ReadonlyMap<string, Finding> }> {
  const metadata = new Map<string, string>();
  const findings = new Map<string, Finding>();
  const until = Date.now() + cargoBudgetMs;
  for (const { manifest, backend } of guests) {
    if (metadata.has(manifest) || findings.has(manifest)) continue;
    throwIfCancelled(options.signal);
    const late = metadata.size + findings.size >= mostGuests || Date.now() > until;
    const answer = late
      ? { ok: false as const, reason: "too many guests", hint: "ask for one guest's folder" }
      : await cargoMetadata(path.join(folder, manifest), backend, options);
    throwIfCancelled(options.signal);
    if (answer.ok) metadata.set(manifest, answer.text);
    else
      findings.set(manifest, {
        kind: "cargo-metadata",
        severity: "warning",
        message: `cargo metadata gave nothing (${answer.reason}), so features and targets are those of the files alone; ${answer.hint}`,
        place: null,
        fix: null,
      });
  }
  return { metadata, findings };
}

/** Files above the folder are read for the workspace root; guests there are not asked about. */
function onlyBelow(coverage: Coverage): Coverage {
  const above = new Set(
    coverage.guests.filter(({ manifest }) => manifest.startsWith("../")).map(({ manifest }) => manifest),
  );
  if (above.size === 0) return coverage;
  return {
    ...coverage,
    guests: coverage.guests.filter(({ manifest }) => !above.has(manifest)),
    matrix: coverage.matrix.map((row) => ({
      ...row,
      cells: row.cells.filter(({ guest }) => !above.has(guest)),
    })),
    coverage: coverage.coverage.filter(({ guest }) => !above.has(guest)),
  };
}

function withWarnings(coverage: Coverage, warnings: readonly string[]): Coverage {
  return warnings.length === 0 ? coverage : { ...coverage, warnings: [...coverage.warnings, ...warnings] };
}
