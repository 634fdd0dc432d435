/** A heap of handles, the heaviest first; equal weights come out in order of insertion. */
export class WeightHeap {
  private readonly handles: number[] = [];
  private readonly weights: number[] = [];
  private readonly turns: number[] = [];
  private turn = 0;

  get size(): number {
    return this.handles.length;
  }

  push(handle: number, weight: number): void {
    let at = this.handles.length;
    const turn = this.turn++;
    this.handles.push(handle);
    this.weights.push(weight);
    this.turns.push(turn);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.before(weight, turn, up)) break;
      this.move(up, at);
      at = up;
    }
    this.set(at, handle, weight, turn);
  }

  /** The heaviest handle; -1 when empty. */
  pop(): number {
    const top = this.handles[0];
    if (top === undefined) return -1;
    const handle = this.handles.pop()!;
    const weight = this.weights.pop()!;
    const turn = this.turns.pop()!;
    const size = this.handles.length;
    if (size === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && this.before(this.weights[right]!, this.turns[right]!, child)) child = right;
      if (this.before(weight, turn, child)) break;
      this.move(child, at);
      at = child;
    }
    this.set(at, handle, weight, turn);
    return top;
  }

  private before(weight: number, turn: number, at: number): boolean {
    const other = this.weights[at]!;
    return weight > other || (weight === other && turn < this.turns[at]!);
  }

  private move(from: number, to: number): void {
    this.set(to, this.handles[from]!, this.weights[from]!, this.turns[from]!);
  }

  private set(at: number, handle: number, weight: number, turn: number): void {
    this.handles[at] = handle;
    this.weights[at] = weight;
    this.turns[at] = turn;
  }
}
