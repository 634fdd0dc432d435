import type { Listed, ListedFunction } from "../../../profile/model";
import { layout } from "./layout";
import { biosRegion, type FunctionRegions } from "./regions";

/** What the step before said of the one that follows. */
export const move = { none: 0, call: 1, back: 2, tail: 4 } as const;

interface Snapshot {
  readonly steps: number;
  readonly ops: number;
  readonly memory: number;
}

interface Frame {
  readonly caller: number;
  readonly called: number;
  readonly start: Snapshot;
  readonly tails: { readonly region: number; readonly start: Snapshot }[];
}

/** Registers that hold return addresses. */
const isReturnRegister = (register: number): boolean => register === 1 || register === 5;

/** Frames that are kept; the tool keeps all, and needs a gigabyte for a few million. */
const mostFrames = 1 << 22;

/**
 * The functions as ziskemu 1.4 lists them: its call-stack rules with their gaps (zisk-1.4-cost-model §6.1).
 * Self-recursive functions vanish, a lost stack disables the list.
 */
export class ZiskCallStack {
  disabled = false;
  /** Address range of the current region: outside of it, or after a call or return, `check` has to be asked. */
  from = 1;
  to = 0;
  private region = -1;
  private cached = -1;
  private readonly frames: Frame[] = [];
  private readonly steps: Float64Array;
  private readonly ops: Float64Array;
  private readonly memory: Float64Array;
  private readonly calls: Float64Array;
  /** Calls made by a region that have not come back. */
  private readonly outstanding: Float64Array;

  constructor(private readonly regions: FunctionRegions) {
    const column = (): Float64Array => new Float64Array(regions.length);
    this.steps = column();
    this.ops = column();
    this.memory = column();
    this.calls = column();
    this.outstanding = column();
  }

  /** At a step at pc, its reads charged, its operation and store not. `now.steps` has the step in. */
  check(pc: number, moved: number, now: Snapshot): void {
    const isCall = moved === move.call;
    const isBack = moved === move.back;
    const before = this.region;
    // 1. A return leaves a frame.
    let frame = isBack ? this.frames.pop() : undefined;
    // 2. Which region the step is in; internal addresses do not change it.
    if (before < 0 || (pc % 2 === 0 && (pc < this.from || pc > this.to))) {
      if (pc === layout.bios) this.calls[biosRegion] = Math.max(1, this.calls[biosRegion]!);
      this.enter(this.find(pc));
    }
    const here = this.region;
    if (before !== here) {
      if (moved === move.none && this.frames.length > 0) {
        this.disable();
        return;
      }
      const top = this.frames[this.frames.length - 1];
      if (moved === move.tail && here >= 0 && top !== undefined) {
        top.tails.push({ region: here, start: now });
        this.calls[here]!++;
      }
    }
    if (here < 0) return;
    // 3. Nothing more to do without a call or return.
    const inside = pc >= this.from && pc <= this.to;
    if (inside && !isCall && !isBack) return;
    if (frame !== undefined && frame.caller !== here) {
      frame = this.unwindTo(here);
      if (frame === undefined) {
        this.disable();
        return;
      }
    }
    if (frame !== undefined && !this.leave(frame, now)) {
      this.disable();
      return;
    }
    if (inside && isCall) this.push(before, now);
  }

  /** What a jump says of the step that follows: the registers of its instruction, target, and address behind it. */
  jump(kind: "jal" | "jalr" | "fused", rs1: number, rd: number, target: number, behind: number): number {
    if (rd !== 0) {
      if (!isCode(target) || !isCode(behind) || !this.has(behind)) return move.none;
      const recursive = kind !== "fused" && target === this.from;
      return !this.has(target) || recursive ? move.call : move.none;
    }
    if (!isCode(target) || this.has(target)) return move.none;
    return isReturnRegister(rs1) && kind !== "jal" ? move.back : move.tail;
  }

  /** A plain copy looks like a fused call where it ends its region and copies an address of it. */
  copy(next: number, value: number): number {
    const leaves = isCode(next) && !this.has(next);
    return leaves && isCode(value) && this.has(value) ? move.call : move.none;
  }

  /** As printed under `-T 100000`: two lists, by steps and by cost, each cut at `mainName` and merged here. */
  listed(mainName: string, main: number): Listed {
    if (this.disabled) return { rule: "ziskemu-1.4", disabled: true, inclusive: true, functions: [] };
    const cost = Float64Array.from(this.steps, (steps, i) => main * steps + this.ops[i]! + this.memory[i]!);
    const bySteps = this.cut(this.steps, mainName);
    const byCost = this.cut(cost, mainName);
    const inSteps = new Set(bySteps);
    const inCost = new Set(byCost);
    const functions = [...byCost, ...bySteps.filter((i) => !inCost.has(i))].map((i): ListedFunction => ({
      name: this.regions.name[i]!,
      calls: this.calls[i]!,
      steps: inSteps.has(i) ? this.steps[i]! : null,
      cost: inCost.has(i) ? cost[i]! : null,
    }));
    return { rule: "ziskemu-1.4", disabled: false, inclusive: true, functions };
  }

  private cut(metric: Float64Array, mainName: string): number[] {
    const order = Array.from(metric.keys()).sort((a, b) => metric[b]! - metric[a]! || a - b);
    const main =
      mainName === "" ? -1 : order.findIndex((i) => this.regions.name[i] === mainName && this.steps[i]! > 0);
    return order.slice(main + 1).filter((i) => metric[i]! > 0);
  }

  private has(pc: number): boolean {
    return pc % 2 === 0 && pc >= this.from && pc <= this.to;
  }

  private enter(region: number): void {
    this.region = region;
    this.from = region < 0 ? 1 : this.regions.from[region]!;
    this.to = region < 0 ? 0 : this.regions.to[region]!;
  }

  /** The last region found is asked first: with nested symbols it stays. */
  private find(pc: number): number {
    const { cached, regions } = this;
    if (cached >= 0 && pc >= regions.from[cached]! && pc <= regions.to[cached]!) return cached;
    const found = regions.find(pc);
    if (found >= 0) this.cached = found;
    return found;
  }

  /** The topmost frame that was called from `region`; what stands above it is dropped. */
  private unwindTo(region: number): Frame | undefined {
    let at = this.frames.length - 1;
    while (at >= 0 && this.frames[at]!.caller !== region) at--;
    if (at < 0) return undefined;
    const frame = this.frames[at];
    this.frames.length = at;
    return frame;
  }

  /** Charges a frame that was left to its function and to what it jumped to. False where the figures contradict. */
  private leave(frame: Frame, now: Snapshot): boolean {
    const here = this.region;
    if (this.outstanding[here] === 0) return false;
    this.outstanding[here]!--;
    const seen = new Set<number>();
    for (const { region, start } of frame.tails) {
      if (seen.has(region)) continue;
      seen.add(region);
      if (region !== here && !this.add(region, start, now)) return false;
    }
    if (frame.called >= 0 && frame.called !== here && !this.add(frame.called, frame.start, now)) return false;
    return !(this.steps[here]! > now.steps);
  }

  private add(region: number, start: Snapshot, now: Snapshot): boolean {
    if (this.outstanding[region] !== 0) return true;
    if (start.steps > 0 && this.steps[region]! >= start.steps) return false;
    this.steps[region]! += Math.max(0, now.steps - start.steps - 1);
    this.ops[region]! += now.ops - start.ops;
    this.memory[region]! += now.memory - start.memory;
    return true;
  }

  private push(caller: number, now: Snapshot): void {
    if (this.frames.length >= mostFrames) {
      this.disable();
      return;
    }
    if (caller >= 0) this.outstanding[caller]!++;
    const start = { ...now, steps: now.steps - 1 };
    this.frames.push({ caller, called: this.region, start, tails: [] });
    this.calls[this.region]!++;
  }

  private disable(): void {
    this.disabled = true;
    this.frames.length = 0;
  }
}

/** Where calls are looked at. */
function isCode(address: number): boolean {
  return (
    (address >= layout.rom && address < layout.romEnd) || (address >= layout.bios && address < layout.biosEnd)
  );
}
