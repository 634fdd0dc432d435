import { LabelSums, mergeTags, mostLabelLength, mostLabels } from "../../../importers/sp1Tags";
import type { Tag } from "../../../profile/model";
import { safeName } from "../../../profile/names";

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
  private readonly counted = new LabelSums();
  private readonly logged = new LabelSums();

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
    this.logged.add(label, cycles - start);
    if (found[1] === "report-end") this.counted.add(label, cycles - start);
    return true;
  }

  get neverClosed(): readonly string[] {
    return [...this.open.keys()].slice(0, 100).map(safeName);
  }

  /** The report's labels, then those that were only logged; each by total, then name. */
  tags(): readonly Tag[] {
    return mergeTags(this.counted.tags(), this.logged.tags());
  }
}
