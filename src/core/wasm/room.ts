/** Lays columns out in a linear memory, one behind the other. */
export class Room {
  /** Bytes so far. */
  length: number;

  constructor(start = 16) {
    this.length = start;
  }

  /** Address of a column of so many bytes, at a multiple of 8. */
  take(bytes: number): number {
    const at = this.length;
    this.length += Math.ceil(bytes / 8) * 8;
    return at;
  }

  get pages(): number {
    return Math.ceil(this.length / 65536);
  }
}
