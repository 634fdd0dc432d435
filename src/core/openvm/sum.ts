/** A sum that does not depend on the order (Neumaier). */
export class Sum {
  private plain = 0;
  private lost = 0;

  add(value: number): void {
    const sum = this.plain + value;
    this.lost +=
      Math.abs(this.plain) >= Math.abs(value) ? this.plain - sum + value : value - sum + this.plain;
    this.plain = sum;
  }

  get value(): number {
    return Number.isFinite(this.plain) ? this.plain + this.lost : this.plain;
  }
}
