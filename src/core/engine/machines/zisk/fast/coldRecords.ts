import { code as opcode } from "../operationCodes";
import type { Followers } from "../followers";
import { flow, from, to, type MicroProgram } from "../microProgram";
import type { ZiskModel } from "../model";
import { classesOfAccess } from "./access";
import { place, type Arena } from "./arena";
import { field, handlerOf, recordBytes, type ColdHandlers } from "./coldRecord";

const host = handlerOf("host");
const watch = handlerOf("watch");
const special = handlerOf("special");
const nothing = handlerOf("nothing");
const copy = handlerOf("copy");
const jump = handlerOf("jump");
const call = handlerOf("call");
const jumpAway = handlerOf("jumpAway");
const computedCall = handlerOf("computedCall");
const computedJump = handlerOf("computedJump");

const noJump = 255;

/** Writes rows of the program as records for the WebAssembly interpreter, and reads what it counted. */
export class ColdRecords {
  private readonly watched = new Set<number>();
  private readonly isSpecial = new Uint8Array(256);

  /** `words`: the linear memory, the arena's; `base`: where the records stand in it. */
  constructor(
    private readonly program: MicroProgram,
    private readonly followers: Followers,
    model: ZiskModel,
    private readonly handlers: ColdHandlers,
    private readonly words: Int32Array,
    private readonly base: number,
    private readonly arena: Arena,
  ) {
    for (const op of model.ops)
      if (op.kind === "precompile" || op.kind === "hint" || op.code === opcode.profile)
        this.isSpecial[op.code] = 1;
  }

  recordOf(row: number): number {
    return this.base + row * recordBytes;
  }

  rowOf(record: number): number {
    return (record - this.base) / recordBytes;
  }

  /** The interpreter comes back before the row, or no more. */
  watch(row: number, isWatched: boolean): void {
    this.program.need(row);
    const at = this.recordOf(row) >> 2;
    if (isWatched) {
      if (this.words[at] === 0) this.fillInstruction(row);
      this.words[at] = watch;
      this.watched.add(row);
    } else if (this.words[at] === watch) {
      this.words[at] = this.instructionHandler(row);
      this.watched.delete(row);
    }
  }

  /** It comes back for no row any more. */
  watchNone(): void {
    for (const row of this.watched) this.watch(row, false);
  }

  isWatched(row: number): boolean {
    return this.words[this.recordOf(row) >> 2] === watch;
  }

  /** What a row counted, by the offset of the field. */
  counted(row: number, offset: number): number {
    const at = (this.recordOf(row) + offset) >> 2;
    const low = this.words[at]! >>> 0;
    const high = this.words[at + 1]!;
    return high === 0 ? low : high * 4294967296 + low;
  }

  /** Address of the counters of a row that loads or stores; 0 where the host does that. */
  countersOf(row: number): number {
    return this.words[(this.recordOf(row) + field.counters) >> 2]! >>> 0;
  }

  /** A step of the row was run by the host. */
  ran(row: number): void {
    const at = (this.recordOf(row) + field.runs) >> 2;
    if (++this.words[at]! === 0) this.words[at + 1]!++;
  }

  hasRun(row: number): boolean {
    const at = (this.recordOf(row) + field.runs) >> 2;
    return (this.words[at]! | this.words[at + 1]!) !== 0;
  }

  /** Writes all steps of an instruction; gives the last one. If one of them is the host's, all are. */
  fillInstruction(first: number): number {
    this.program.need(first);
    const { owner, length } = this.program;
    const { words } = this;
    let before: number = place.sink;
    let isHost = false;
    let row = first;
    for (; ; row++) {
      const isLast = row + 1 >= length || owner[row + 1] !== owner[row];
      const handler = this.handlerAt(row);
      const at = this.recordOf(row) >> 2;
      words[at] = handler;
      if (handler === host || (this.storesOnly(row) && !isLast && this.readsLast(row + 1))) isHost = true;
      else before = this.operands(row, handler, before, isLast);
      if (isLast) break;
    }
    if (isHost) words[this.recordOf(first) >> 2] = host;
    return row;
  }

  /** c of such a step stands nowhere. */
  private storesOnly(row: number): boolean {
    return this.program.store[row] === to.ind || this.program.store[row] === to.mem;
  }

  private readsLast(row: number): boolean {
    return this.program.a[row] === from.last || this.program.b[row] === from.last;
  }

  private instructionHandler(first: number): number {
    const { owner, length } = this.program;
    for (let row = first; row < length && owner[row] === owner[first]; row++) {
      if (this.handlerAt(row) === host) return host;
      const isLast = row + 1 >= length || owner[row + 1] !== owner[row];
      if (this.storesOnly(row) && !isLast && this.readsLast(row + 1)) return host;
    }
    return this.handlerAt(first);
  }

  /** As `handlerOf`; an access that there are no counters for is the host's. */
  private handlerAt(row: number): number {
    const handler = this.handlerOf(row);
    if (!this.handlers.isAccess(handler)) return handler;
    const at = (this.recordOf(row) + field.counters) >> 2;
    this.words[at] ||= this.arena.take(8 * classesOfAccess(this.storesOnly(row))) ?? 0;
    return this.words[at] === 0 ? host : handler;
  }

  /** Writes where the operands and the result stand; gives the place of the result. */
  private operands(i: number, handler: number, before: number, isLast: boolean): number {
    const { program: p, words } = this;
    const record = this.recordOf(i);
    const at = record >> 2;
    let result: number = isLast ? place.sink : place.last;
    if (p.store[i] === to.reg) result = place.registers + 8 * p.storeTo[i]!;
    words[at + field.to / 4] = result;
    words[at + field.a / 4] =
      p.a[i] === from.reg ? place.registers + 8 * p.aLo[i]! : p.a[i] === from.last ? before : place.registers;
    // Without patterns: this mostly runs before it is compiled, where they are objects.
    let low = p.bLo[i]!;
    let high = p.bHi[i]!;
    const isComputed = handler === computedCall || handler === computedJump;
    if (p.b[i] === from.reg) words[at + field.b / 4] = place.registers + 8 * low;
    else if (p.b[i] === from.last) words[at + field.b / 4] = before;
    // There the immediate is an offset, and b the register x0.
    else if (isComputed || this.storesOnly(i)) words[at + field.b / 4] = place.registers;
    else words[at + field.b / 4] = record + field.immediate;
    if (p.b[i] === from.mem) high = 0;
    if (p.b[i] === from.ind) high = low >> 31;
    if (this.storesOnly(i)) {
      low = p.storeTo[i]!;
      high = p.store[i] === to.ind ? low >> 31 : 0;
    }
    if (isComputed) {
      low = p.offset[i]!;
      high = low >> 31;
      words[at + field.next / 4] = p.link[i]!;
    } else if (handler >= jump && handler <= this.handlers.lastJump) {
      if (p.link[i] !== 0) {
        low = p.link[i]!;
        high = 0;
      }
      words[at + field.next / 4] = this.recordOf(p.next[i]!);
      words[at + field.taken / 4] = this.recordOf(p.taken[i]!);
    }
    words[at + field.immediate / 4] = low;
    words[at + field.immediate / 4 + 1] = high;
    return result;
  }

  /** The step goes on in the function that it is in, if it does not branch. */
  private staysInside(i: number): boolean {
    const { followers } = this;
    return followers.functionOf(this.program.next[i]!) === followers.functionOf(i);
  }

  private handlerOf(i: number): number {
    const { program: p, handlers, followers } = this;
    const op = p.op[i]!;
    const a = p.a[i]!;
    const b = p.b[i]!;
    const store = p.store[i]!;
    if (a === from.mem || p.end[i] === 1) return host;
    if (this.isSpecial[op] === 1) {
      const isPlain = b !== from.mem && b !== from.ind && store !== to.mem && store !== to.ind;
      return isPlain && p.computed[i] === 0 && p.next[i]! >= 0 && this.staysInside(i) ? special : host;
    }
    if ((b === from.mem || store === to.mem) && a !== from.imm) return host;
    if (p.computed[i] === 1) {
      const isPlain =
        op === opcode.and &&
        b !== from.last &&
        b !== from.mem &&
        p.aLo[i] === -2 &&
        p.aHi[i] === -1 &&
        a === from.imm;
      const isRegister = b === from.reg || (p.bLo[i] === 0 && p.bHi[i] === 0);
      if (!isPlain || !isRegister) return host;
      return p.flow[i] === flow.call ? computedCall : computedJump;
    }
    if (a === from.imm && (p.aLo[i] !== 0 || p.aHi[i] !== 0)) return host;
    const next = p.next[i]!;
    const taken = p.taken[i]!;
    if (next < 0 || taken < 0) return host;
    const func = followers.functionOf(i);
    const stays = this.staysInside(i);
    if (next !== taken) {
      if (
        !stays ||
        followers.functionOf(taken) !== func ||
        store !== to.none ||
        b === from.ind ||
        b === from.mem
      )
        return host;
      return handlers.ofBranch(op) || host;
    }
    if (p.rs1[i] !== noJump) {
      if (op !== opcode.flag && (op !== opcode.copyb || b !== from.imm)) return host;
      return p.flow[i] === flow.call ? call : stays ? jump : jumpAway;
    }
    if (next !== i + 1 || !stays || p.link[i] !== 0) return host;
    if (store === to.ind || store === to.mem) {
      const isRegister =
        b !== from.ind && b !== from.mem && (b !== from.imm || (p.bLo[i] === 0 && p.bHi[i] === 0));
      return op === opcode.copyb && isRegister ? handlers.ofStore(p.width[i]!) || host : host;
    }
    if (b === from.ind || b === from.mem) return handlers.ofLoad(op, p.width[i]!) || host;
    if (op === opcode.flag) return store === to.none ? nothing : host;
    if (op === opcode.copyb) return copy;
    return handlers.ofAlu(op) || host;
  }
}
