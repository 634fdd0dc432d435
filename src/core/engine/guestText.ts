/** Most of a guest's text that is kept, in bytes. */
const defaultMost = 1 << 20;

/** What a guest prints, as UTF-8 and bounded. */
export class GuestText {
  private bytes = new Uint8Array(1024);
  private length = 0;
  /** Bytes that were printed beyond what is kept. */
  dropped = 0;

  constructor(private readonly most = defaultMost) {}

  /** A byte as the character of its number (Latin-1): what ZisK's tool prints. */
  putLatin1(byte: number): void {
    if (byte < 0x80) this.put(byte);
    else {
      this.put(0xc0 | (byte >> 6));
      this.put(0x80 | (byte & 63));
    }
  }

  putAll(bytes: Uint8Array): void {
    for (const byte of bytes) this.put(byte);
  }

  text(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes.subarray(0, this.length));
  }

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
}
