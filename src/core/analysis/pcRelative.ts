/** Follows `auipc` + `jalr` pairs: where the call goes, and that ZisK runs both as one step. */
export class PcRelative {
  private register = 0;
  private value = 0;
  private behind = -1;

  /** To be asked for every instruction in order. The target of a `jalr` right behind its `auipc`; null for all others. */
  target(word: number, pc: number): number | null {
    const opcode = word & 0x7f;
    const [rd, rs1] = [(word >>> 7) & 31, (word >>> 15) & 31];
    const pair = this.behind === pc && this.register !== 0 && rs1 === this.register;
    this.behind = -1;
    if (opcode === 0x17) {
      this.register = rd;
      this.value = pc + ((word & ~0xfff) | 0);
      this.behind = pc + 4;
    }
    return pair && opcode === 0x67 ? this.value + (word >> 20) : null;
  }
}
