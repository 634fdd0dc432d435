import type { CoverageInputs } from "./inputs";
import { evidenceOfRun } from "./evidence";
import { ranGuest } from "./evidenceBackend";
import { addFix, fixFor } from "./fixes";
import { fixesOfPatches } from "./fixesPatches";
import { judgedOf } from "./judged";
import type { JudgedRow } from "./judged";
import { coverageFigures, coverageMatrix } from "./matrix";
import type { MatrixGuest } from "./matrix";
import { resolveGuests } from "./resolve";
import type { ResolvedGuest } from "./resolved";
import { loadRules } from "./rules";
import { undecidedCrates } from "./statesWithoutLock";
import type { Coverage, CrateCoverage, Fix, GuestCoverage } from "./types";

const userRules = /(?:^|\/)cyclelens\.rules\.json$/;

/**
 * Patch coverage of every guest among the files (`cyclelens.coverage/1`). Total over hostile text: what cannot be read becomes a finding
 * or a warning, and what the files do not establish is `unknown`. Evidence of a run counts for the guest it names, or for the only one.
 */
export function resolveCoverage(inputs: CoverageInputs): Coverage {
  const found = [...inputs.files]
    .filter(([file]) => userRules.test(file))
    .map(([file, text]) => ({ file, text }));
  const { rules, warnings } = loadRules([...found, ...(inputs.rules ?? [])]);
  const ran = inputs.profile === undefined ? null : ranGuest(inputs.profile.profile);
  const resolved = resolveGuests({ ...inputs, ran });
  const guests: GuestCoverage[] = [];
  const matrix: MatrixGuest[] = [];
  for (const guest of resolved.guests) {
    const isLocked = guest.lock.kind === "found";
    const judged = isLocked ? judgedOf(guest, rules, inputs.files) : null;
    const crates = judged?.crates ?? [];
    const alone = resolved.guests.length === 1;
    const run = evidenceOfRun(guest, crates, rules, {
      profile: belongs(inputs.profile?.guest, guest, alone) ? (inputs.profile?.profile ?? null) : null,
      elf: belongs(inputs.elf?.guest, guest, alone) ? (inputs.elf?.elf ?? null) : null,
    });
    guests.push({
      manifest: guest.manifest,
      name: guest.name,
      backend: guest.backend,
      sdk: { name: guest.sdk.name, version: guest.sdk.version },
      crates:
        judged?.rows.map((row, at) => crateRow(guest, row, inputs, run.costOf(crates[at]!))) ??
        undecidedCrates(guest, rules),
      findings: [
        ...guest.findings,
        ...fixesOfPatches(guest, judged?.told ?? new Set(), inputs.files),
        ...run.findings,
      ],
    });
    matrix.push({
      resolved: guest,
      crates,
      decided: run.decided,
      ...(judged === null ? {} : { cells: judged.cells }),
    });
  }
  const rows = coverageMatrix(matrix, rules);
  return {
    schema: "cyclelens.coverage/1",
    guests,
    matrix: rows,
    coverage: coverageFigures(rows, matrix),
    warnings: [...warnings, ...resolved.warnings],
  };
}

function belongs(named: string | null | undefined, guest: ResolvedGuest, alone: boolean): boolean {
  if (named === undefined) return false;
  return named === null ? alone : named === guest.manifest || named === guest.name;
}

function crateRow(
  guest: ResolvedGuest,
  known: JudgedRow,
  { files }: CoverageInputs,
  cost: number | null,
): CrateCoverage {
  return { ...known.row, fix: fixOf(guest, known, files), place: known.placeOf(guest), cost };
}

function fixOf(
  guest: ResolvedGuest,
  { plan, crateOf }: JudgedRow,
  files: ReadonlyMap<string, string>,
): Fix | null {
  if (plan === null) return null;
  // The one that is asked for most needs no crate put together again.
  if (plan.add !== null && plan.feature === null) return addFix(guest, plan.add, files);
  return fixFor(guest, crateOf(guest), plan, files);
}
