import { emptyHash, hashStep } from "./keyTable";

const [letter, digit, opens, closes] = [1, 2, 3, 4];
const kinds = new Uint8Array(128).map((_, code) => {
  const sign = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(sign)) return letter;
  if (/[0-9]/.test(sign)) return digit;
  return "<([{".includes(sign) ? opens : ">)]}".includes(sign) ? closes : 0;
});
const [one, seven, h, colon, less, greater, brace, dash, smallA] = [..."17h:<>{-a"].map((sign) =>
  sign.charCodeAt(0),
);
/** `h` and sixteen digits. */
const hashLength = 17;

/**
 * The key of the usual names in one pass: paths of identifiers, some with generics behind them, and with closures and
 * numbered impls between: `a::b::f`, `a::Vec<T>::push::<u8>`, `a::f::{closure#0}`. It is asked of every name, so that
 * most names cost one look at each sign, and nothing is made but the text of a key that is not the name itself.
 */
export class PathReader {
  key = "";
  /** `textHash` of the key. */
  hash = 0;
  private name = "";
  private at = 0;
  /** Up to here the key is written; behind it, `from` to `end` of the name are to follow. */
  private written = "";
  private from = 0;
  private end = 0;

  /** False for a name that has to be taken apart another way; `key` and `hash` then say nothing. */
  read(name: string): boolean {
    this.name = name;
    this.at = 0;
    this.end = -1;
    this.written = "";
    this.hash = emptyHash;
    for (;;) {
      if (!this.segment()) return false;
      if (this.at === name.length) break;
      if (name.charCodeAt(this.at) !== colon || name.charCodeAt(this.at + 1) !== colon) return false;
      this.at += 2;
    }
    this.hash >>>= 1;
    this.key =
      this.from === 0 && this.end === name.length ? name : this.written + name.slice(this.from, this.end);
    return true;
  }

  private segment(): boolean {
    const { name } = this;
    const code = name.charCodeAt(this.at);
    // Behind the first segment generics and numbers are no part of the path; before it they are a type.
    if (code === less) return this.end > 0 && this.skipGenerics();
    if (code === brace) return this.end > 0 && this.skip();
    const isFirst = this.end < 0;
    if (!this.identifier()) return false;
    if (name.charCodeAt(this.at) !== less) return true;
    // A capital first of all: a type alone, which keeps its parameters.
    return !(isFirst && code < smallA!) && this.skipGenerics();
  }

  private identifier(): boolean {
    const { name } = this;
    const start = this.at;
    const follows = this.end > 0;
    let { hash } = this;
    if (follows) hash = hashStep(hashStep(hash, colon!), colon!);
    let at = start;
    for (; at < name.length; at++) {
      const code = name.charCodeAt(at);
      const kind = code < 128 ? kinds[code]! : 0;
      if (kind !== letter && (kind !== digit || at === start)) break;
      // `…17h<hash>E` of the older mangling.
      if (code === h && at >= 2 && name.charCodeAt(at - 1) === seven && name.charCodeAt(at - 2) === one)
        return false;
      hash = hashStep(hash, code);
    }
    if (at === start || (follows && at - start === hashLength && name.charCodeAt(start) === h)) return false;
    if (!follows) this.from = start;
    else if (start !== this.end + 2) {
      this.written += `${name.slice(this.from, this.end)}::`;
      this.from = start;
    }
    this.hash = hash;
    this.at = this.end = at;
    return true;
  }

  /** Past `<…>`; false for what may be a type of its own. */
  private skipGenerics(): boolean {
    const start = this.at;
    if (!this.skip()) return false;
    const inner = this.name.slice(start, this.at);
    return !inner.startsWith("<impl ") && !inner.includes(" as ");
  }

  /** Past what is in brackets; false where they do not close before the end of the segment. */
  private skip(): boolean {
    const { name } = this;
    let depth = 0;
    for (; this.at < name.length; this.at++) {
      const code = name.charCodeAt(this.at);
      const kind = code < 128 ? kinds[code]! : 0;
      if (kind === opens) depth++;
      else if (
        kind === closes &&
        (code !== greater || name.charCodeAt(this.at - 1) !== dash) &&
        --depth === 0
      ) {
        this.at++;
        return this.at === name.length || name.charCodeAt(this.at) === colon;
      }
    }
    return false;
  }
}
