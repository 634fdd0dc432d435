import type { OpcodeRow, Tag } from "../profile/model";
import { safeName } from "../profile/names";
import { exact } from "../profile/numbers";
import { wideExitCode } from "../profile/wideExitCode";

/** What an ExecutionReport says, in whatever form it was printed; null is unknown. */
export interface Sp1Report {
  readonly cycles: number | null;
  /** As SP1 shows it, not the raw figure of the JSON. */
  readonly gas: number | null;
  readonly opcodes: readonly OpcodeRow[];
  readonly tags: readonly Tag[];
  readonly exitCode: number | null;
  readonly warnings: readonly string[];
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * An ExecutionReport as serde writes it (SP1 6.2.3 and later): every opcode and syscall with zeros, `gas` raw. Null
 * where the value is none. @throws CycleLensError `overflow`.
 */
export function reportOfJson(value: unknown): Sp1Report | null {
  if (!isObject(value)) return null;
  const opcodes = value["opcode_counts"];
  const syscalls = value["syscall_counts"];
  if (!isObject(opcodes) || !isObject(syscalls)) return null;
  const base = rows(opcodes, "base");
  const counted = base.reduce((sum, row) => exact(sum + (row.count ?? 0), "cycles"), 0);
  const raw = countOf(value["gas"]);
  const said = value["exit_code"];
  const code = countOf(said);
  const exitCode = code === null ? null : code % 2 ** 32;
  // Without gas SP1 counts nothing and says exit code 0 even of a guest that panicked.
  const nothing = counted === 0 && raw === null;
  return {
    cycles: nothing ? null : counted,
    gas: raw === null ? null : shownGas(raw),
    opcodes: [...base, ...rows(syscalls, "precompile")],
    tags: tags(value["cycle_tracker"], value["invocation_tracker"]),
    exitCode: nothing ? null : exitCode,
    warnings: nothing
      ? ["the report has no counts, gas or exit code: the host ran with calculate_gas(false)"]
      : typeof said === "number" && said >= 2 ** 32
        ? [wideExitCode(code === null ? "a code beyond 2^53" : String(said), exitCode)]
        : [],
  };
}

/** ⌊raw · 10 / 191⌋, in whole numbers. */
export function shownGas(raw: number): number {
  return Number((BigInt(raw) * 10n) / 191n);
}

/** Zeros are left out, as SP1's own text does. */
function rows(counts: JsonObject, kind: OpcodeRow["kind"]): OpcodeRow[] {
  const out: OpcodeRow[] = [];
  for (const [name, value] of Object.entries(counts)) {
    const count = countOf(value);
    if (count !== null && count > 0)
      out.push({ name: safeName(name).toLowerCase(), kind, count, cost: null, frops: null });
  }
  return out;
}

function tags(cycles: unknown, calls: unknown): Tag[] {
  if (!isObject(cycles)) return [];
  const times = isObject(calls) ? calls : {};
  const out: Tag[] = [];
  for (const [label, value] of Object.entries(cycles)) {
    const total = countOf(value);
    if (total === null) continue;
    out.push({
      name: safeName(label),
      metric: "cycles",
      calls: countOf(Object.hasOwn(times, label) ? times[label] : null),
      total,
      min: null,
      max: null,
    });
  }
  return out.sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
}

/** A whole number that a double holds; null for anything else. */
function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
