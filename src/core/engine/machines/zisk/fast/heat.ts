import type { Followers } from "../followers";

/** Looks at a function in vain before it counts as hot. */
const looks = 2;

/** Which functions are worth translating, and which of their rows ever ran. */
export class Heat {
  private readonly found = new Map<number, number>();
  private readonly hot = new Set<number>();
  private readonly targets = new Map<number, number[]>();

  constructor(
    private readonly followers: Followers,
    private readonly count: Float64Array,
  ) {}

  /** The interpreter is at a row after a slice; true once its function is hot. */
  seen(row: number): boolean {
    const func = this.followers.functionOf(row);
    const times = (this.found.get(func) ?? 0) + 1;
    this.found.set(func, times);
    if (times < looks) return false;
    this.hot.add(func);
    return true;
  }

  isHot(func: number): boolean {
    return this.hot.has(func);
  }

  /** Rows of hot functions that the interpreter never ran are not translated before they are reached. */
  isCold(row: number): boolean {
    return this.count[row] === 0;
  }

  /** Code of a hot function was reached that is not translated; `from` is the pc that jumped there. */
  missed(func: number, row: number, from: number): void {
    void func;
    void row;
    void from;
  }

  targetsOf(func: number): readonly number[] {
    return this.targets.get(func) ?? [];
  }
}
