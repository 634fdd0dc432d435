import { out, unsigned } from "../../wide";
import { evaluate } from "./alu";
import { move } from "./callStack";
import { layout } from "./layout";
import { movedBy } from "./listedMoves";
import { alignedRead, alignedWrite, readShape, shapeCount, writeShape, zoneOf } from "./memoryClasses";
import { flow, from, to } from "./microProgram";
import { code } from "./operationCodes";
import { noCode, unmappedWide } from "./wideFaults";
import { ZiskState } from "./ziskState";

/** The ZisK machine, one micro-step after the other: the reference that all else is measured against. */
export class ZiskInterpreter extends ZiskState {
  protected override loop(until: number): void {
    const { program, memory, lo, hi, count, opCost, memCost, frequent, frops, costs, isPrecompile } = this;
    const { bus, accelerators } = this;
    const p = program.code;
    const { op: ops, a: as, aLo: aLos, aHi: aHis, b: bs, bLo: bLos, bHi: bHis, width: widths } = p;
    const { store: stores, storeTo, link: links, next, taken, computed, end } = p;
    const { words } = memory;
    const limit = frops.limit;
    const { cheapAdd } = this.model;
    let row = this.row;
    let steps = this.steps;
    let opTotal = this.opTotal;
    let memTotal = this.memTotal;
    let cLo = this.cLo;
    let cHi = this.cHi;
    const { flow: flows, pc: pcs, nextPc, takenPc } = p;
    const { followers } = this;
    const functions = followers?.functions ?? none;
    const stack = followers?.listed ?? null;
    let listing = stack !== null && !stack.disabled;
    let moved = this.moved;
    let current = followers === null ? 0 : followers.tree.current;
    const main = this.model.main;
    const inlined = followers?.inlined ?? null;
    const sites = inlined?.siteOfRow ?? none;
    let site = inlined?.site ?? 0;
    let precompiled = inlined?.now[2] ?? 0;
    try {
      while (steps < until) {
        const i = row;
        let memory0 = 0;
        // 1. a.
        let aLo = aLos[i]!;
        let aHi = aHis[i]!;
        switch (as[i]) {
          case from.reg:
            aHi = hi[aLo]!;
            aLo = lo[aLo]!;
            break;
          case from.mem:
            memory0 += this.word(i, aLo);
            aLo = memory.lo;
            aHi = memory.hi;
            break;
          case from.last:
            aLo = cLo;
            aHi = cHi;
        }
        // 2. b.
        let bLo = bLos[i]!;
        let bHi = bHis[i]!;
        switch (bs[i]) {
          case from.reg:
            bHi = hi[bLo]!;
            bLo = lo[bLo]!;
            break;
          case from.ind: {
            const width = widths[i]!;
            const address = (aLo >>> 0) + bLo;
            if (aHi !== 0) throw unmappedWide("read", aLo, aHi, bLo, width);
            const at = address - layout.ram;
            if (width === 8 && (at & 7) === 0 && at >= 0 && at < 0x20000000) {
              bLo = words[at >> 2]!;
              bHi = words[(at >> 2) + 1]!;
              const kind = at < 0x400000 ? alignedRead : shapeCount + alignedRead;
              memory0 += this.accessed(i, kind);
            } else {
              memory.read(address, width);
              const kind = zoneOf(address) * shapeCount + readShape[width * 8 + (address & 7)]!;
              memory0 += this.accessed(i, kind);
              bLo = memory.lo;
              bHi = memory.hi;
            }
            break;
          }
          case from.mem:
            memory0 += this.word(i, bLo);
            bLo = memory.lo;
            bHi = memory.hi;
            break;
          case from.last:
            bLo = cLo;
            bHi = cHi;
        }
        // 3. c := op(a, b).
        const op = ops[i]!;
        let flag = false;
        let cost = costs[op]!;
        switch (op) {
          case code.flag:
            cLo = cHi = 0;
            flag = true;
            break;
          case code.copyb:
            cLo = bLo;
            cHi = bHi;
            break;
          case code.add: {
            const sum = (aLo >>> 0) + (bLo >>> 0);
            cLo = sum | 0;
            cHi = (aHi + bHi + (sum > 0xffffffff ? 1 : 0)) | 0;
            if (aHi === 0 && cHi === 0 && (bHi === 0 || bHi === -1)) cost = cheapAdd;
            break;
          }
          case code.sub:
            cHi = (aHi - bHi - (aLo >>> 0 < bLo >>> 0 ? 1 : 0)) | 0;
            cLo = (aLo - bLo) | 0;
            break;
          case code.and:
            cLo = aLo & bLo;
            cHi = aHi & bHi;
            break;
          case code.or:
            cLo = aLo | bLo;
            cHi = aHi | bHi;
            break;
          case code.xor:
            cLo = aLo ^ bLo;
            cHi = aHi ^ bHi;
            break;
          case code.eq:
            flag = aLo === bLo && aHi === bHi;
            cLo = flag ? 1 : 0;
            cHi = 0;
            break;
          case code.ltu:
            flag = aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi >>> 0 < bHi >>> 0;
            cLo = flag ? 1 : 0;
            cHi = 0;
            break;
          case code.lt:
            flag = aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi < bHi;
            cLo = flag ? 1 : 0;
            cHi = 0;
            break;
          case code.signB:
            cLo = (bLo << 24) >> 24;
            cHi = cLo >> 31;
            break;
          case code.signW:
            cLo = bLo;
            cHi = bLo >> 31;
            break;
          case code.addW:
            cLo = (aLo + bLo) | 0;
            cHi = cLo >> 31;
            break;
          default:
            if (isPrecompile[op] !== 0) {
              accelerators.step = steps;
              this.accelerate(i, aLo, aHi, bLo, bHi);
              cLo = accelerators.lo;
              cHi = accelerators.hi;
              cost += accelerators.extraCost;
              memory0 += bus.cost;
            } else if (evaluate(op, aLo, aHi, bLo, bHi)) {
              cLo = out[0]!;
              cHi = out[1]!;
            }
        }
        // 4. Statistics.
        steps++;
        count[i]!++;
        if (listing && (moved !== move.none || outside(pcs[i]!, stack!.from, stack!.to))) {
          stack!.check(pcs[i]!, moved, { steps, ops: opTotal, memory: memTotal + memory0 });
          listing = !stack!.disabled;
        }
        if (op === code.profile)
          this.mark(aLo, aHi, bLo & 255, steps, main * steps + opTotal + memTotal + memory0);
        if (cost !== 0) {
          if (bHi === 0 && bLo >>> 0 < limit[op]! && frops.has(op, aLo, aHi, bLo)) frequent[op]!++;
          else {
            opCost[i]! += cost;
            opTotal += cost;
            if (isPrecompile[op] === 1) precompiled += cost;
          }
        }
        // 5. Store c.
        switch (stores[i]) {
          case to.reg: {
            const register = storeTo[i]!;
            const address = links[i]!;
            if (address === 0) {
              lo[register] = cLo;
              hi[register] = cHi;
            } else {
              lo[register] = address;
              hi[register] = 0;
            }
            break;
          }
          case to.ind: {
            const width = widths[i]!;
            const offset = storeTo[i]!;
            if (aHi !== 0) throw unmappedWide("write", aLo, aHi, offset, width);
            const address = (aLo >>> 0) + offset;
            const at = address - layout.ram;
            if (width === 8 && (at & 7) === 0 && at >= 0 && at < 0x20000000) {
              words[at >> 2] = cLo;
              words[(at >> 2) + 1] = cHi;
              const kind = at < 0x400000 ? alignedWrite : shapeCount + alignedWrite;
              memory0 += this.accessed(i, kind);
            } else {
              memory.write(address, width, cLo, cHi);
              const kind = zoneOf(address) * shapeCount + writeShape(width, address & 7, cLo, cHi);
              memory0 += this.accessed(i, kind);
              if (address === layout.uart && width === 1) this.text.putLatin1(cLo & 255);
            }
            break;
          }
          case to.mem: {
            const address = storeTo[i]! >>> 0;
            memory.write(address, 8, cLo, cHi);
            const kind = zoneOf(address) * shapeCount + alignedWrite;
            memory0 += this.accessed(i, kind);
          }
        }
        if (memory0 !== 0) {
          memCost[i]! += memory0;
          memTotal += memory0;
        }
        // 6. Next.
        if (end[i] === 1) {
          this.stop(op, i, aLo, aHi);
          break;
        }
        if (computed[i] === 1) {
          row = cHi === 0 ? p.rowOf((cLo >>> 0) + p.offset[i]!) : -1;
          if (row < 0) {
            row = i;
            throw noCode(cLo, cHi, p.offset[i]!);
          }
        } else {
          row = flag ? taken[i]! : next[i]!;
          if (row < 0) {
            row = i;
            throw noCode(flag ? takenPc[i]! : nextPc[i]!, 0, 0);
          }
        }
        // 7. Calls and returns.
        if (listing) moved = movedBy(stack!, p, i, cLo, cHi, bLo, bHi);
        if (followers !== null && (functions[row] !== current || flows[i] !== flow.plain)) {
          const fn = followers.functionOf(row);
          if (fn !== current || flows[i] !== flow.plain) {
            followers.settle(steps, main * steps + opTotal + memTotal);
            inlined?.chargeTotals(steps, opTotal, precompiled, memTotal);
            const back = links[i] === 0 ? unsigned(bLo, bHi) : links[i]!;
            current = followers.move(i, row, fn, back, unsigned(lo[2]!, hi[2]!));
          }
        }
        if (inlined !== null && sites[row] !== site) {
          inlined.chargeTotals(steps, opTotal, precompiled, memTotal);
          site = inlined.enter(row);
        }
      }
    } finally {
      this.row = row;
      this.steps = steps;
      this.opTotal = opTotal;
      this.memTotal = memTotal;
      this.cLo = cLo;
      this.cHi = cHi;
      this.moved = moved;
      followers?.settle(steps, main * steps + opTotal + memTotal);
      inlined?.chargeTotals(steps, opTotal, precompiled, memTotal);
    }
  }
}

const none = new Int32Array(0);

/** An address of the guest (internal ones are odd) outside of a range. */
const outside = (pc: number, first: number, end: number): boolean =>
  (pc & 1) === 0 && (pc < first || pc > end);
