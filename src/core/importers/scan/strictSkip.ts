const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** serde_json passes over any depth; memory here grows with it. */
const maxDepth = 1_000_000;
/** Longest `true`, `-1.5e300`, … that is looked at. */
const maxScalarBytes = 4096;

/** What may come next inside a value that is passed over. */
const enum Expect {
  Value,
  ValueOrEnd,
  Key,
  KeyOrEnd,
  Colon,
  CommaOrEnd,
  Text,
  Scalar,
}

const scalarText = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const escapeText = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})$/;

/** Whether a bare token is a JSON number, `true`, `false` or `null`. */
export function isScalarText(text: string): boolean {
  return scalarText.test(text);
}

/** Passes over one value as `Skipper` does, but looks at every byte: `bad` is set where it is no JSON. */
export class StrictSkipper {
  position = 0;
  bad = false;
  private expect = Expect.Value;
  /** One bracket a level. */
  private readonly levels: number[] = [];
  private isKey = false;
  /** An escape or a bare token, as far as it was read. */
  private token = "";
  private escaped = false;

  open(opener: number): void {
    this.levels.length = 0;
    this.bad = false;
    this.isKey = false;
    this.escaped = false;
    this.start(opener);
  }

  /** True when the value has ended, or is `bad`. */
  read(bytes: Uint8Array, from: number, end: number): boolean {
    this.position = from;
    if (this.bad) return true;
    for (let i = from; i < end;) {
      const c = bytes[i]!;
      if (this.expect === Expect.Text) {
        this.text(c);
        i++;
      } else if (this.expect === Expect.Scalar) {
        if (isPart(c) && this.token.length < maxScalarBytes) {
          this.token += String.fromCharCode(c);
          i++;
        } else {
          this.bad = !isScalarText(this.token);
          this.expect = Expect.CommaOrEnd;
        }
      } else {
        if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) this.structure(c);
        i++;
      }
      if (this.bad || (this.levels.length === 0 && this.expect === Expect.CommaOrEnd)) {
        this.position = i;
        return true;
      }
    }
    this.position = end;
    return false;
  }

  private start(c: number): void {
    if (c === quote) this.expect = Expect.Text;
    else if (c === openArray || c === openObject) {
      this.levels.push(c);
      this.expect = c === openArray ? Expect.ValueOrEnd : Expect.KeyOrEnd;
      if (this.levels.length > maxDepth) this.bad = true;
    } else if (isPart(c)) {
      this.token = String.fromCharCode(c);
      this.expect = Expect.Scalar;
    } else this.bad = true;
  }

  private structure(c: number): void {
    const level = this.levels.at(-1);
    const closes = c === (level === openArray ? closeArray : closeObject);
    switch (this.expect) {
      case Expect.Value:
        this.start(c);
        return;
      case Expect.Key:
      case Expect.KeyOrEnd:
        if (c === quote) {
          this.isKey = true;
          this.expect = Expect.Text;
        } else if (closes && this.expect === Expect.KeyOrEnd) this.close();
        else this.bad = true;
        return;
      case Expect.Colon:
        if (c === colon) this.expect = Expect.Value;
        else this.bad = true;
        return;
      case Expect.ValueOrEnd:
        if (closes) this.close();
        else this.start(c);
        return;
      default:
        if (closes) this.close();
        else if (c === comma) this.expect = level === openArray ? Expect.Value : Expect.Key;
        else this.bad = true;
    }
  }

  private close(): void {
    this.levels.pop();
    this.expect = Expect.CommaOrEnd;
  }

  private text(c: number): void {
    if (this.escaped) {
      this.token += String.fromCharCode(c);
      if (this.token.startsWith("u") && this.token.length < 5) return;
      this.bad = !escapeText.test(this.token);
      this.escaped = false;
    } else if (c === backslash) {
      this.escaped = true;
      this.token = "";
    } else if (c === quote) {
      this.expect = this.isKey ? Expect.Colon : Expect.CommaOrEnd;
      this.isKey = false;
    } else if (c < 0x20) this.bad = true;
  }
}

/** Letters, figures and signs of bare tokens. */
function isPart(c: number): boolean {
  return (
    (c >= 0x30 && c <= 0x39) ||
    (c >= 0x61 && c <= 0x7a) ||
    (c >= 0x41 && c <= 0x5a) ||
    c === 0x2b ||
    c === 0x2d ||
    c === 0x2e
  );
}
