import type { CoverageInputs } from "./inputs";
import { evidenceOfRun } from "./evidence";
import { ranGuest } from "./evidenceBackend";
import { fixFor } from "./fixes";
import { fixesOfPatches } from "./fixesPatches";
import { coverageFigures, coverageMatrix } from "./matrix";
import type { MatrixGuest } from "./matrix";
import { resolveGuests } from "./resolve";
import type { ResolvedGuest } from "./resolved";
import { loadRules } from "./rules";
import type { RuleSet } from "./rulesTypes";
import { judgeGuest } from "./states";
import type { JudgedCrate } from "./statesTypes";
import { undecidedCrates } from "./statesWithoutLock";
import type { Coverage, CrateCoverage, GuestCoverage, Place } from "./types";

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
    const judged = judgeGuest(guest, rules);
    const alone = resolved.guests.length === 1;
    const run = evidenceOfRun(guest, judged, rules, {
      profile: belongs(inputs.profile?.guest, guest, alone) ? (inputs.profile?.profile ?? null) : null,
      elf: belongs(inputs.elf?.guest, guest, alone) ? (inputs.elf?.elf ?? null) : null,
    });
    const crates =
      guest.lock.kind === "found"
        ? judged.map((row) => crateRow(guest, row, inputs, rules, run.costOf(row)))
        : undecidedCrates(guest, rules);
    guests.push({
      manifest: guest.manifest,
      name: guest.name,
      backend: guest.backend,
      sdk: { name: guest.sdk.name, version: guest.sdk.version },
      crates,
      findings: [...guest.findings, ...fixesOfPatches(guest, judged, inputs.files), ...run.findings],
    });
    matrix.push({ resolved: guest, crates: judged, decided: run.decided });
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
  row: JudgedCrate,
  inputs: CoverageInputs,
  rules: RuleSet,
  cost: number | null,
): CrateCoverage {
  const { package: pkg, verdict } = row;
  return {
    operation: row.operation,
    crate: pkg.name,
    version: pkg.version,
    ...(pkg.source === null ? {} : { source: pkg.source }),
    state: verdict.state,
    reason: verdict.reason,
    path: pkg.path,
    fix: fixFor(guest, row, inputs.files, rules),
    place: placeOf(guest, row),
    related: pkg.place,
    role: row.library.role,
    ...(verdict.rule === null
      ? {}
      : {
          impact: verdict.rule.impact,
          rule: { id: verdict.rule.id, source: verdict.rule.source, date: verdict.rule.date },
        }),
    cost,
  };
}

/** The patch that it comes from or that was meant for it, its own dependency entry, or the dependency that pulls it in. */
function placeOf(guest: ResolvedGuest, row: JudgedCrate): Place | null {
  const { package: pkg, verdict } = row;
  if (verdict.patch) return verdict.patch.place;
  if (pkg.declared) return pkg.declared;
  const first = pkg.path[1];
  return guest.dependencies.find((d) => d.package === first)?.place ?? null;
}
