import { out, unsigned } from "../../wide";
import { compute, computedTarget, holds } from "./arithmetic";
import { misaligned, noCode, notThere, tooFar } from "./faults";
import { bitCount } from "./gas";
import { pageBits, slots } from "./memory";
import { classOfOpcode } from "./opcodeClasses";
import { op } from "./opcodes";
import { flow, rowsRead } from "./program";
import { clockBlock, ecallRegisters, Sp1State } from "./state";
import { after } from "./syscalls";

const pageMask = (1 << pageBits) / 4 - 1;
const slotMask = slots - 1;

/**
 * SP1 6 (RV64IM), one instruction after the other: the reference that everything faster is measured against, and what
 * runs where the stacks of SP1's own profiler are followed.
 */
export class Sp1Interpreter extends Sp1State {
  protected override loop(until: number): void {
    const { program, memory, lo, hi, count, gas, followers } = this;
    const { op: ops, rd: rds, rs1: rs1s, rs2: rs2s, imm: imms, hasImm, uses, isRead, flow: flows } = program;
    const { base, length } = program;
    const { tags, places } = memory;
    const threshold = this.model.chunkEntries;
    const functions = followers?.functions ?? none;
    const listed = followers?.listed ?? null;
    let { words, seen, chunk } = memory;
    let row = this.row;
    let steps = this.steps;
    let { clock, used, hidden } = this;
    let { entries, local } = gas;
    let last = until;
    let counting = this.unconstrained === null;
    let current = followers === null ? 0 : followers.tree.current;
    const inlined = followers?.inlined ?? null;
    const sites = inlined?.siteOfRow ?? none;
    const counters = inlined?.now ?? new Float64Array(0);
    let site = inlined?.site ?? 0;
    try {
      while (steps < last) {
        const i = row;
        if (listed !== null && counting && (i < listed.from || i > listed.to)) listed.move(i, steps - hidden);
        if (isRead[(i / rowsRead) | 0] === 0) program.read(i);
        const code = ops[i]!;
        const imm = imms[i]!;
        const aLo = lo[rs1s[i]!]!;
        const aHi = hi[rs1s[i]!]!;
        let bLo = imm;
        let bHi = imm >> 31;
        if (hasImm[i] === 0) {
          bLo = lo[rs2s[i]!]!;
          bHi = hi[rs2s[i]!]!;
        }
        let fresh = 0;
        const first = uses[i]! & ~used;
        if (first !== 0) {
          used |= first;
          fresh = bitCount(first);
        }
        let next = i + 1;
        let cLo = 0;
        let cHi = 0;
        let isWrite = true;
        switch (code) {
          case op.lb:
          case op.lh:
          case op.lw:
          case op.lbu:
          case op.lhu:
          case op.lwu:
          case op.ld: {
            const sum = (aLo >>> 0) + (imm >>> 0);
            const low = sum | 0;
            const high = (aHi + (imm >> 31) + (sum > 0xffffffff ? 1 : 0)) | 0;
            if ((high & ~0xff) !== 0) throw tooFar("read", low, high);
            const page = (high << (32 - pageBits)) | (low >>> pageBits);
            if (tags[page & slotMask] !== page) {
              memory.place(page);
              words = memory.words;
              seen = memory.seen;
            }
            const at = places[page & slotMask]! + ((low >>> 2) & pageMask);
            if (counting) {
              entries++;
              if (seen[at >> 1] !== chunk) {
                seen[at >> 1] = chunk;
                fresh++;
              }
            }
            switch (code) {
              case op.ld:
                if ((low & 7) !== 0) throw misaligned("read", 8, low, high);
                cLo = words[at]!;
                cHi = words[at + 1]!;
                break;
              case op.lw:
                if ((low & 3) !== 0) throw misaligned("read", 4, low, high);
                cLo = words[at]!;
                cHi = cLo >> 31;
                break;
              case op.lwu:
                if ((low & 3) !== 0) throw misaligned("read", 4, low, high);
                cLo = words[at]!;
                break;
              case op.lbu:
                cLo = (words[at]! >>> ((low & 3) * 8)) & 0xff;
                break;
              case op.lb:
                cLo = (words[at]! << (24 - (low & 3) * 8)) >> 24;
                cHi = cLo >> 31;
                break;
              default:
                if ((low & 1) !== 0) throw misaligned("read", 2, low, high);
                cLo = (words[at]! << (16 - (low & 2) * 8)) >> 16;
                if (code === op.lhu) cLo &= 0xffff;
                else cHi = cLo >> 31;
            }
            break;
          }
          case op.sb:
          case op.sh:
          case op.sw:
          case op.sd: {
            isWrite = false;
            const sum = (aLo >>> 0) + (imm >>> 0);
            const low = sum | 0;
            const high = (aHi + (imm >> 31) + (sum > 0xffffffff ? 1 : 0)) | 0;
            if ((high & ~0xff) !== 0) throw tooFar("wrote", low, high);
            const page = (high << (32 - pageBits)) | (low >>> pageBits);
            if (tags[page & slotMask] !== page) {
              memory.place(page);
              words = memory.words;
              seen = memory.seen;
            }
            const at = places[page & slotMask]! + ((low >>> 2) & pageMask);
            if (counting) {
              entries++;
              if (seen[at >> 1] !== chunk) {
                seen[at >> 1] = chunk;
                fresh++;
              }
            } else memory.keep(at);
            switch (code) {
              case op.sd:
                if ((low & 7) !== 0) throw misaligned("wrote", 8, low, high);
                words[at] = bLo;
                words[at + 1] = bHi;
                break;
              case op.sw:
                if ((low & 3) !== 0) throw misaligned("wrote", 4, low, high);
                words[at] = bLo;
                break;
              case op.sb: {
                const by = (low & 3) * 8;
                words[at] = (words[at]! & ~(0xff << by)) | ((bLo & 0xff) << by);
                break;
              }
              default: {
                if ((low & 1) !== 0) throw misaligned("wrote", 2, low, high);
                const by = (low & 2) * 8;
                words[at] = (words[at]! & ~(0xffff << by)) | ((bLo & 0xffff) << by);
              }
            }
            break;
          }
          case op.beq:
          case op.bne:
          case op.blt:
          case op.bge:
          case op.bltu:
          case op.bgeu:
            isWrite = false;
            if (holds(code, aLo, aHi, bLo, bHi)) next = i + imm / 4;
            break;
          case op.jal:
          case op.jalr: {
            const back = base + 4 * i + 4;
            cLo = back | 0;
            cHi = (back / 4294967296) | 0;
            next = code === op.jal ? i + imm / 4 : (computedTarget(aLo, aHi, imm) - base) / 4;
            break;
          }
          case op.auipc: {
            const sum = base + 4 * i + imm;
            cLo = sum | 0;
            cHi = Math.floor(sum / 4294967296);
            break;
          }
          case op.lui:
            cLo = imm;
            cHi = imm >> 31;
            break;
          case op.ecall: {
            gas.entries = entries;
            gas.local = local;
            const before = this.unconstrained;
            const what = this.calls.call((before === null ? steps : before.steps) - hidden, before !== null);
            ({ words, seen } = memory);
            ({ entries, local } = gas);
            if (what === after.enter) {
              this.enterUnconstrained(i, clock, used, steps);
              counting = false;
              used = -1;
            } else if (what === after.exit) {
              ({ row, clock, used } = before!);
              this.leaveUnconstrained(before!);
              counting = true;
              hidden += steps - before!.steps;
              next = row + 1;
              if (this.endsWithBlock) last = steps + 1;
            } else if (what === after.halt) {
              this.ended = true;
              this.exitCode = lo[10]! >>> 0;
            }
            lo[5] = this.calls.resultLo;
            hi[5] = this.calls.resultHi;
            isWrite = false;
            if (counting) {
              this.ecalls++;
              clock += 256;
              fresh = bitCount(this.calls.used & ~used);
              used |= this.calls.used | ecallRegisters;
            }
            break;
          }
          case op.ebreak:
          case op.unimp:
            throw notThere(code === op.ebreak);
          default:
            cLo = compute(code, aLo, aHi, bLo, bHi);
            cHi = out[1]!;
        }
        if (isWrite) {
          const rd = rds[i]!;
          lo[rd] = cLo;
          hi[rd] = cHi;
        }
        steps++;
        if (counting) {
          // Of an unconstrained block the call that opened it.
          count[row]!++;
          if (inlined !== null) counters[1 + classOfOpcode[ops[row]!]!]!++;
          clock += 8;
          if (clock >= clockBlock - 8) {
            // An instruction that enters another block of code has its row already.
            if (program.crosses[row] === 0 || this.ended) gas.stateBumps++;
            if (clock >= clockBlock) {
              clock -= clockBlock;
              gas.clockBumps++;
            }
          }
          if (this.ended && program.crosses[row] === 1) gas.stateBumps--;
          if (entries >= threshold) {
            // What a load or store that ends a chunk uses for the first time is lost.
            if (code === op.ecall) local += fresh;
            this.nextChunk(local);
            ({ chunk } = memory);
            entries = 0;
            used = 0;
          } else local += fresh;
        }
        if (this.ended) {
          gas.local = local;
          gas.endChunk(count);
          ({ entries } = gas);
          break;
        }
        if (!(next >= 0 && next < length && (next | 0) === next)) throw noCode(base + 4 * next);
        row = next;
        if (followers !== null && counting && (functions[row] !== current || flows[i] !== flow.plain)) {
          const fn = followers.functionOf(row);
          if (fn !== current || flows[i] !== flow.plain) {
            const now = steps - hidden;
            counters[0] = now;
            inlined?.charge();
            current = followers.move(i, row, fn, now, unsigned(lo[2]!, hi[2]!));
          }
        }
        if (inlined !== null && counting && sites[row] !== site) {
          counters[0] = steps - hidden;
          inlined.charge();
          site = inlined.enter(row);
        }
      }
    } finally {
      this.row = row;
      this.steps = steps;
      this.clock = clock;
      this.used = used;
      this.hidden = hidden;
      gas.entries = entries;
      gas.local = local;
      followers?.settle(this.cycles);
    }
  }
}

const none = new Int32Array(0);
