import { ByteNames } from "../importers/scan/byteNames";
import { decodeString, exactString } from "../importers/scan/jsonText";

/** Label keys, label values and metrics → small integers. The names are the file's own, unlike those of a profile. */
export class Names {
  readonly texts: string[] = [];
  private readonly ids = new ByteNames(false);
  private readonly encoder = new TextEncoder();

  /** The id of a JSON string between its quotes; `escaped` where it holds a backslash. */
  id(bytes: Uint8Array, from: number, to: number, escaped: boolean): number {
    if (escaped) return this.of(exactString(bytes, from, to));
    const id = this.ids.id(bytes, from, to);
    if (id === this.texts.length) {
      const text = decodeString(bytes, from, to);
      this.texts.push(text.includes("\ufffd") ? exactString(bytes, from, to) : text);
    }
    return id;
  }

  of(text: string): number {
    const bytes = this.encoder.encode(text);
    const id = this.ids.id(bytes, 0, bytes.length);
    if (id === this.texts.length) this.texts.push(text);
    return id;
  }
}
