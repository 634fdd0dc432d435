import { operations, type Coverage, type Operation } from "../core/coverage/types";
import { CycleLensError } from "../core/errors";
import { safeName } from "../core/profile/names";
import { uncoveredOperations } from "../core/report/coverageWords";

/** One line of an `--allow` file; without a guest it holds for all. */
export interface Allowed {
  readonly operation: Operation;
  readonly guest: string | null;
  /** 1-based. */
  readonly line: number;
  used: boolean;
}

/** Why `--check` says no: an operation, or a file that cannot be judged. */
export interface Refused {
  /** Manifest. */
  readonly guest: string;
  readonly operation: Operation | null;
  readonly what: string;
  readonly why: string;
}

/** Lines of `OPERATION [GUEST] # REASON`. Throws `bad-input` that names the line. */
export function readAllowed(text: string, file: string): readonly Allowed[] {
  return text.split(/\r\n|\n|\r/).flatMap((raw, i): Allowed[] => {
    const [operation, ...guest] = raw
      .replace(/^\ufeff/, "")
      .replace(/(?:^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    if (operation === undefined || operation === "") return [];
    const known = operations.find((name) => name === operation);
    if (known === undefined)
      throw new CycleLensError(
        "bad-input",
        `${file}:${i + 1}: ${safeName(operation)} is no operation`,
        `choose one of ${operations.join(", ")}`,
      );
    return [
      { operation: known, guest: guest.length === 0 ? null : guest.join(" "), line: i + 1, used: false },
    ];
  });
}

/**
 * What the check refuses: operations of a guest that an uncovered crate serves and that are not allowed, and guests
 * with a file that is broken. Marks what of `allowed` was used. A guest is named by its manifest, its folder or its name.
 */
export function refusedOf(coverage: Coverage, allowed: readonly Allowed[] | null): readonly Refused[] {
  const out: Refused[] = [];
  for (const { operation, guest, crates } of uncoveredOperations(coverage)) {
    const names = [guest.manifest, guest.manifest.replace(/\/?Cargo\.toml$/, ""), guest.name];
    const rule = (allowed ?? []).filter(
      (row) => row.operation === operation && (row.guest === null || names.includes(row.guest)),
    );
    for (const row of rule) row.used = true;
    if (rule.length > 0) continue;
    const why = crates.map(({ crate, state }) => `${safeName(crate)} ${state}`).join(", ");
    out.push({ guest: safeName(guest.manifest), operation, what: operation, why });
  }
  for (const { manifest, findings } of coverage.guests)
    for (const { severity, kind, message } of findings)
      if (severity === "error")
        out.push({
          guest: safeName(manifest),
          operation: null,
          what: safeName(kind),
          why: safeName(message),
        });
  return out;
}
