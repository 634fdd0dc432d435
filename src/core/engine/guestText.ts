/** What a guest prints, bounded: characters of one byte each, kept up to a size. */
export class GuestText {
  private bytes = new Uint8Array(1024);
  private length = 0;
  /** Bytes that were printed beyond what is kept. */
  dropped = 0;

  constructor(private readonly most = 1 << 24) {}

  put(byte: number): void {
    if (this.length === this.most) {
      this.dropped++;
      return;
    }
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(Math.min(this.bytes.length * 2, this.most));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = byte;
  }

  /** Each byte as the character of its number (Latin-1): what ZisK's tool prints. */
  latin1(): string {
    let out = "";
    for (let i = 0; i < this.length; i += 8192)
      out += String.fromCharCode(...this.bytes.subarray(i, Math.min(i + 8192, this.length)));
    return out;
  }
}
