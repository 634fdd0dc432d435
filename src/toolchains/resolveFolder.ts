import path from "node:path";
import { metadataKey, type CoverageInputs, type ResolveCoverage } from "../core/coverage/inputs";
import type { PatchRow } from "../core/coverage/patchRows";
import type { Coverage, Finding, GuestCoverage } from "../core/coverage/types";
import { throwIfCancelled } from "../core/errors";
import { cargoMetadata, type CargoOptions } from "./cargoMetadata";
import type { CoverageFiles } from "./coverageInputs";
import { evidenceGuest } from "./evidenceGuest";
import { baseOf, fromBase, fromFolder, withPaths, type CoverageBase } from "./coveragePaths";

export interface ResolveOptions extends Omit<CoverageInputs, "files" | "metadata"> {
  /** Sharpens the answer by `cargo metadata`; only asked for by a person or in a trusted workspace. */
  readonly cargo?: CargoOptions | null;
}

const mostGuests = 64;
const cargoBudgetMs = 300_000;

/**
 * Coverage of what was read of a folder: of the guests below it, paths relative to it, warnings of reading included.
 * A guest of evidence is named by its manifest, relative to the folder. Throws `cancelled`.
 */
export async function resolveFolder(
  read: CoverageFiles,
  resolve: ResolveCoverage,
  { cargo = null, ...rest }: ResolveOptions = {},
): Promise<Coverage> {
  if (cargo === null) return resolveTexts(read, resolve, rest);
  const base = baseOf(read.folder, read.files.keys());
  const { inputs, warnings } = withGuest(inputsOf(read, base, rest), resolve, base);
  const alone = resolve(inputs);
  const asked = onlyBelow(alone, base.prefix).guests;
  const { metadata, findings } = await askCargo(base.folder, asked, cargo);
  const sharpened = metadata.size === 0 ? alone : resolve({ ...inputs, metadata });
  const guests = sharpened.guests.map((guest): GuestCoverage => {
    const finding = findings.get(metadataKey(guest.manifest, guest.backend));
    return finding ? { ...guest, findings: [...guest.findings, finding] } : guest;
  });
  return answerOf({ ...sharpened, guests }, base, [...read.warnings, ...warnings]);
}

/** Without cargo: nothing is waited for. */
export function resolveTexts(
  read: CoverageFiles,
  resolve: ResolveCoverage,
  options: Omit<ResolveOptions, "cargo"> = {},
): Coverage {
  const base = baseOf(read.folder, read.files.keys());
  const { inputs, warnings } = withGuest(inputsOf(read, base, options), resolve, base);
  return answerOf(resolve(inputs), base, [...read.warnings, ...warnings]);
}

/** Entries of patch tables; `file` of their places relative to the folder. */
export function patchesOfTexts(
  read: CoverageFiles,
  patches: (inputs: Pick<CoverageInputs, "files">) => readonly PatchRow[],
): readonly PatchRow[] {
  const base = baseOf(read.folder, read.files.keys());
  const { files } = inputsOf(read, base, {});
  return patches({ files }).map((row) => ({
    ...row,
    place: { ...row.place, file: fromFolder(base, row.place.file) },
    reason: base.prefix === "" ? row.reason : row.reason.replaceAll(base.prefix, ""),
  }));
}

/** Evidence that names no guest gets one; without one it would count for nobody, and that is said. */
function withGuest(
  inputs: CoverageInputs,
  resolve: ResolveCoverage,
  { prefix }: CoverageBase,
): { readonly inputs: CoverageInputs; readonly warnings: readonly string[] } {
  const { profile, elf, ...files } = inputs;
  if (profile?.guest !== null && elf?.guest !== null) return { inputs, warnings: [] };
  const below = onlyBelow(resolve(files), prefix);
  const guest = evidenceGuest(below, profile?.profile ?? null);
  // Where no manifest is a guest's, the run may say which package is one.
  if (below.guests.length === 0) return { inputs, warnings: [] };
  if (guest === null) {
    const count = new Set(below.guests.map(({ manifest }) => manifest)).size;
    const warnings = [
      `the run or ELF was not looked at: it could be of any of ${count} guests; ask about the folder of its own`,
    ];
    return { inputs: files, warnings };
  }
  return {
    inputs: {
      ...files,
      ...(profile === undefined ? {} : { profile: { ...profile, guest: profile.guest ?? guest } }),
      ...(elf === undefined ? {} : { elf: { ...elf, guest: elf.guest ?? guest } }),
    },
    warnings: [],
  };
}

function inputsOf(
  { files }: CoverageFiles,
  base: CoverageBase,
  { profile, elf, ...rest }: Omit<ResolveOptions, "cargo">,
): CoverageInputs {
  const of = (guest: string | null) => (guest === null ? null : fromBase(base, guest));
  return {
    ...rest,
    ...(profile === undefined ? {} : { profile: { ...profile, guest: of(profile.guest) } }),
    ...(elf === undefined ? {} : { elf: { ...elf, guest: of(elf.guest) } }),
    files: new Map([...files].map(([file, { text }]) => [fromBase(base, file), text])),
  };
}

function answerOf(coverage: Coverage, base: CoverageBase, warnings: readonly string[]): Coverage {
  const below = onlyBelow(coverage, base.prefix);
  const named =
    base.prefix === ""
      ? below
      : withPaths(below, {
          guest: (file) => fromFolder(base, file),
          place: (file) => fromFolder(base, file),
          text: (text) => text.replaceAll(base.prefix, ""),
        });
  return warnings.length === 0 ? named : { ...named, warnings: [...named.warnings, ...warnings] };
}

/** Files above the folder are read for the workspace root; guests there are not asked about. */
function onlyBelow(coverage: Coverage, prefix: string): Coverage {
  const outside = new Set(
    coverage.guests.filter(({ manifest }) => !manifest.startsWith(prefix)).map(({ manifest }) => manifest),
  );
  if (outside.size === 0) return coverage;
  return {
    ...coverage,
    guests: coverage.guests.filter(({ manifest }) => !outside.has(manifest)),
    matrix: coverage.matrix.map((row) => ({
      ...row,
      cells: row.cells.filter(({ guest }) => !outside.has(guest)),
    })),
    coverage: coverage.coverage.filter(({ guest }) => !outside.has(guest)),
  };
}

/** Once a manifest and backend (each has a target of its own), one after the other, within a budget of time. */
async function askCargo(
  folder: string,
  guests: readonly GuestCoverage[],
  options: CargoOptions,
): Promise<{ metadata: ReadonlyMap<string, string>; findings: ReadonlyMap<string, Finding> }> {
  const metadata = new Map<string, string>();
  const findings = new Map<string, Finding>();
  const until = Date.now() + cargoBudgetMs;
  for (const { manifest, backend } of guests) {
    const key = metadataKey(manifest, backend);
    if (metadata.has(key) || findings.has(key)) continue;
    throwIfCancelled(options.signal);
    const late = metadata.size + findings.size >= mostGuests || Date.now() > until;
    const answer = late
      ? { ok: false as const, reason: "too many guests", hint: "ask for one guest's folder" }
      : await cargoMetadata(path.join(folder, manifest), backend, options);
    throwIfCancelled(options.signal);
    if (answer.ok) metadata.set(key, answer.text);
    else
      findings.set(key, {
        kind: "cargo-metadata",
        severity: "warning",
        message: `cargo metadata gave nothing (${answer.reason}), so features and targets are those of the files alone; ${answer.hint}`,
        place: null,
        fix: null,
      });
  }
  return { metadata, findings };
}
