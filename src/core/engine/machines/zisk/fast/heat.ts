import type { Followers } from "../followers";
import type { MicroProgram } from "../microProgram";

/** When code is translated. */
export interface Tuning {
  /** Steps of interpretation between two looks at what runs. */
  readonly sliceSteps: number;
  /** Looks at a function before it is worth the work at all. */
  readonly fewestLooks: number;
  /** Rows of a function that make one more look due. */
  readonly rowsPerLook: number;
}

/** Interpretation costs about as much as translation by the time that a function is translated. */
export const defaultTuning: Tuning = { sliceSteps: 30000, fewestLooks: 5, rowsPerLook: 90 };
/** A visit of the interpreter from translated code costs about as much as so many steps. */
const visitSteps = 50;
/** Each module has a copy of the table of all entries, and each new entry is written to all of them. */
export const mostModules = 1000;
/** Times that a function is translated anew because more of it turned out to run. */
const mostRenewals = 6;

interface FunctionHeat {
  looks: number;
  /** Looks at which it is judged next. */
  due: number;
  isHot: boolean;
  /** Entries into code that an earlier translation left out. */
  missed: number;
  renewals: number;
  readonly targets: Set<number>;
}

/** Which functions are worth translating, and which of their rows ever ran. */
export class Heat {
  private readonly functions = new Map<number, FunctionHeat>();
  /** Steps interpreted since the last look at what runs. */
  private unseen = 0;

  constructor(
    private readonly code: MicroProgram,
    private readonly followers: Followers,
    private readonly hasRun: (row: number) => boolean,
    private readonly tuning: Tuning,
  ) {}

  /** Steps until the next look at what is interpreted. */
  get nextLook(): number {
    return Math.max(1, this.tuning.sliceSteps - this.unseen);
  }

  /** So many steps were interpreted: is it time for a look? */
  interpreted(steps: number): boolean {
    this.unseen += steps;
    if (this.unseen < this.tuning.sliceSteps) return false;
    this.unseen = 0;
    return true;
  }

  /** They were so many, and translated code was come from and goes on. */
  visited(steps: number): boolean {
    return this.interpreted(steps + visitSteps);
  }

  /**
   * The interpreter is at a row after a slice of steps: true once its function has cost more than its
   * translation will, which grows with its rows.
   */
  seen(row: number): boolean {
    const heat = this.of(this.followers.functionOf(row));
    if (heat.isHot) return true;
    if (++heat.looks < heat.due) return false;
    const { fewestLooks, rowsPerLook } = this.tuning;
    const due = fewestLooks + this.warmRows(row) / rowsPerLook;
    heat.isHot = heat.looks >= due;
    heat.due = Math.max(due, heat.looks + fewestLooks);
    return heat.isHot;
  }

  isHot(func: number): boolean {
    return this.functions.get(func)?.isHot ?? false;
  }

  /** Rows that never ran are left out of translations. */
  isCold(row: number): boolean {
    return !this.hasRun(row);
  }

  /**
   * Code of a hot function was reached that is not translated; `from` is the row that jumped there. True where the
   * function should be translated anew.
   */
  missed(func: number, row: number, from: number): boolean {
    const heat = this.of(func);
    if (from >= 0 && this.code.computed[from] === 1 && this.followers.functionOf(from) === func)
      heat.targets.add(row);
    heat.missed++;
    if (heat.renewals >= mostRenewals || heat.missed < 4 << (2 * heat.renewals)) return false;
    heat.renewals++;
    heat.missed = 0;
    return true;
  }

  /** Rows that computed jumps inside a function went to. */
  targetsOf(func: number): readonly number[] {
    return [...(this.functions.get(func)?.targets ?? [])];
  }

  private of(func: number): FunctionHeat {
    let heat = this.functions.get(func);
    if (heat === undefined) {
      heat = {
        looks: 0,
        due: this.tuning.fewestLooks,
        isHot: false,
        missed: 0,
        renewals: 0,
        targets: new Set(),
      };
      this.functions.set(func, heat);
    }
    return heat;
  }

  /** Rows around a row, of the same function, that ran. */
  private warmRows(row: number): number {
    const func = this.followers.functionOf(row);
    let warm = 0;
    for (const by of [1, -1])
      for (let at = by === 1 ? row : row - 1; at >= 0 && at < this.code.length; at += by) {
        if (this.followers.functionOf(at) !== func) break;
        if (this.hasRun(at)) warm++;
      }
    return warm;
  }
}
