import { GuestFault } from "../../guestFault";
import { panicExit } from "./faults";
import { Sp1GuestText } from "../../../importers/sp1GuestText";
import { Sp1CycleTracker } from "./tracker";

/** Most bytes that one write may have, that hints may hold together, and that public values may have. */
const mostBytes = 1 << 28;

/** What goes in and out of a guest: hints, standard streams with the tracker's commands, public values. */
export class Sp1Streams {
  readonly text = new Sp1GuestText();
  readonly tracker = new Sp1CycleTracker();
  private publicBytes = new Uint8Array(256);
  private publicLength = 0;
  /** Input from the last to the first buffer: the end is the front. */
  private readonly hints: Uint8Array[];
  private held = 0;

  constructor(input: readonly Uint8Array[]) {
    this.hints = [...input].reverse();
  }

  /** Length of the next input buffer; null without one. */
  get nextLength(): number | null {
    return this.hints.at(-1)?.length ?? null;
  }

  take(): Uint8Array | null {
    const hint = this.hints.pop() ?? null;
    if (hint !== null) this.held = Math.max(0, this.held - hint.length);
    return hint;
  }

  /** The answers of a hook, or a hint of the guest's own: they come before all other input, in their order. */
  putFront(answers: readonly Uint8Array[]): void {
    for (const answer of [...answers].reverse()) {
      this.held += answer.length + 64;
      if (this.held > mostBytes) throw new GuestFault("gave more hints than are kept", panicExit);
      this.hints.push(answer);
    }
  }

  /** Text of one write, line by line as SP1 prints it. */
  print(stream: "stdout" | "stderr", bytes: Uint8Array, cycles: number): void {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    for (let at = 0; at < text.length;) {
      const end = text.indexOf("\n", at);
      const stop = end < 0 ? text.length : end > at && text[end - 1] === "\r" ? end - 1 : end;
      const line = text.slice(at, stop);
      if (stream === "stderr" || !this.tracker.line(line, cycles)) this.text.line(stream, line);
      at = end < 0 ? text.length : end + 1;
    }
  }

  putPublic(bytes: Uint8Array): void {
    const length = this.publicLength + bytes.length;
    if (length > mostBytes) throw new GuestFault("committed more public values than are kept", panicExit);
    if (length > this.publicBytes.length) {
      const larger = new Uint8Array(Math.max(length, this.publicBytes.length * 2));
      larger.set(this.publicBytes);
      this.publicBytes = larger;
    }
    this.publicBytes.set(bytes, this.publicLength);
    this.publicLength = length;
  }

  get publicHex(): string {
    const out: string[] = [];
    for (const byte of this.publicBytes.subarray(0, this.publicLength))
      out.push(byte.toString(16).padStart(2, "0"));
    return out.join("");
  }
}
