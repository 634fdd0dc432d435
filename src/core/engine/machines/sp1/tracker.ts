import { mergeTags } from "../../../importers/sp1Tags";
import type { Tag } from "../../../profile/model";
import { safeName } from "../../../profile/names";

/** More different labels are not kept: a hostile guest prints them for ever. */
const mostLabels = 10_000;
const mostLabelLength = 4096;

interface Sums {
  calls: number;
  total: number;
  min: number;
  max: number;
}

const commands = /^cycle-tracker-(report-start|report-end|start|end):/;
/** What Rust's `trim` takes away. */
const blanks = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const outerBlanks = new RegExp(`^${blanks}+|${blanks}+$`, "gu");

/**
 * SP1's cycle tracker (sp1-tracing §5): lines that begin with a command. Only `report-end` counts in the report; a
 * label that is opened again starts anew; an end without a start is passed over.
 */
export class Sp1CycleTracker {
  /** Ends that had no start. */
  unmatched: string[] = [];
  private readonly open = new Map<string, number>();
  private readonly counted = new Map<string, Sums>();
  private readonly logged = new Map<string, Sums>();

  /** True where the line was a command. `cycles` are those before the write that the line stands in. */
  line(line: string, cycles: number): boolean {
    const found = commands.exec(line);
    if (found === null) return false;
    const label = line.slice(found[0].length).replace(outerBlanks, "").slice(0, mostLabelLength);
    if (found[1]!.endsWith("start")) {
      this.open.delete(label);
      if (this.open.size < mostLabels) this.open.set(label, cycles);
      return true;
    }
    const start = this.open.get(label);
    if (start === undefined) {
      if (this.unmatched.length < 100) this.unmatched.push(safeName(label));
      return true;
    }
    this.open.delete(label);
    add(this.logged, label, cycles - start);
    if (found[1] === "report-end") add(this.counted, label, cycles - start);
    return true;
  }

  get neverClosed(): readonly string[] {
    return [...this.open.keys()].slice(0, 100).map(safeName);
  }

  /** The report's labels, then those that were only logged; each by total, then name. */
  tags(): readonly Tag[] {
    return mergeTags(tagsOf(this.counted), tagsOf(this.logged));
  }
}

function add(to: Map<string, Sums>, label: string, value: number): void {
  const known = to.get(label);
  if (known !== undefined) {
    known.calls++;
    known.total += value;
    known.min = Math.min(known.min, value);
    known.max = Math.max(known.max, value);
  } else if (to.size < mostLabels) to.set(label, { calls: 1, total: value, min: value, max: value });
}

function tagsOf(sums: ReadonlyMap<string, Sums>): Tag[] {
  return [...sums]
    .map(([label, { calls, total, min, max }]): Tag => ({
      name: safeName(label),
      metric: "cycles",
      calls,
      total,
      min,
      max,
    }))
    .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
}
