/**
 * Regular expressions that cannot hang: a pattern becomes a small machine whose states are all followed at once, so
 * that a name costs at most its length times the states. No back references, no look-around. Without regard to case.
 */
export interface Pattern {
  matches(text: string): boolean;
}

export type PatternProblem = "syntax" | "too-long" | "too-slow";

const maxStates = 2000;
const maxNesting = 100;
const maxRepeat = 200;

type Test = (char: string) => boolean;

/** `test`: goes on with a character; `start`, `end`: only there; `split`: two ways; `match`: done. */
type State =
  | { readonly kind: "test"; readonly test: Test; next: number }
  | { readonly kind: "start" | "end"; next: number }
  | { readonly kind: "split"; next: number; other: number }
  | { readonly kind: "match" };

/** A piece of the pattern: how to build it with a given continuation. */
type Piece = (next: number) => number;

/** The pattern, or what is wrong with it. */
export function compilePattern(source: string): Pattern | PatternProblem {
  const states: State[] = [{ kind: "match" }];
  const add = (state: State): number => {
    if (states.length >= maxStates) throw new PatternError("too-long");
    states.push(state);
    return states.length - 1;
  };
  try {
    const start = new Parser(source, add).whole()(0);
    return new Machine(states, start);
  } catch (error) {
    if (error instanceof PatternError) return error.problem;
    throw error;
  }
}

class PatternError extends Error {
  constructor(readonly problem: PatternProblem) {
    super(problem);
  }
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly add: (state: State) => number,
  ) {}

  whole(): Piece {
    const piece = this.either();
    if (this.at < this.source.length) throw new PatternError("syntax");
    return piece;
  }

  private either(): Piece {
    if (++this.depth > maxNesting) throw new PatternError("too-long");
    const ways = [this.sequence()];
    while (this.take("|")) ways.push(this.sequence());
    this.depth--;
    return (next) => {
      let at = ways.at(-1)!(next);
      for (let i = ways.length - 2; i >= 0; i--)
        at = this.add({ kind: "split", next: ways[i]!(next), other: at });
      return at;
    };
  }

  private sequence(): Piece {
    const pieces: Piece[] = [];
    while (this.at < this.source.length && !"|)".includes(this.peek())) pieces.push(this.repeated());
    return (next) => pieces.reduceRight((after, piece) => piece(after), next);
  }

  private repeated(): Piece {
    const piece = this.single();
    const [least, most] = this.times();
    if (least === 1 && most === 1) return piece;
    return (next) => {
      let at = next;
      if (most === Infinity) {
        const loop: State = { kind: "split", next: 0, other: next };
        at = this.add(loop);
        loop.next = piece(at);
      } else
        for (let i = least; i < most; i++) at = this.add({ kind: "split", next: piece(at), other: next });
      for (let i = 0; i < least; i++) at = piece(at);
      return at;
    };
  }

  private times(): readonly [number, number] {
    let range: readonly [number, number] = [1, 1];
    if (this.take("*")) range = [0, Infinity];
    else if (this.take("+")) range = [1, Infinity];
    else if (this.take("?")) range = [0, 1];
    else {
      const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.source.slice(this.at));
      if (!match) return range;
      this.at += match[0].length;
      const least = Number(match[1]);
      const most = match[2] === undefined ? least : match[3] === "" ? Infinity : Number(match[3]);
      if (least > maxRepeat || (most !== Infinity && most > maxRepeat)) throw new PatternError("too-long");
      if (most < least) throw new PatternError("syntax");
      range = [least, most];
    }
    this.take("?");
    if ("*+?".includes(this.peek() || " ")) throw new PatternError("syntax");
    return range;
  }

  private single(): Piece {
    const char = this.next();
    if (char === "(") {
      if (this.take("?") && !this.take(":")) throw new PatternError("syntax");
      const inner = this.either();
      if (!this.take(")")) throw new PatternError("syntax");
      return inner;
    }
    if (char === "^") return (next) => this.add({ kind: "start", next });
    if (char === "$") return (next) => this.add({ kind: "end", next });
    if ("*+?".includes(char)) throw new PatternError("syntax");
    const test = char === "." ? (): boolean => true : char === "[" ? this.charClass() : this.literal(char);
    return (next) => this.add({ kind: "test", test, next });
  }

  private literal(char: string): Test {
    if (char === "\\") {
      const escaped = this.next();
      const named = classOf(escaped);
      if (named) return named;
      // \b, \1, \k… are what this machine has not; any other letter would be a mistake too.
      if (/[a-z0-9]/i.test(escaped)) throw new PatternError("syntax");
      return (c) => c === escaped;
    }
    const lower = char.toLowerCase();
    return (c) => c === lower;
  }

  private charClass(): Test {
    const not = this.take("^");
    const tests: Test[] = [];
    for (let first = true; first || this.peek() !== "]"; first = false) {
      const char = this.next();
      if (char === "\\") {
        tests.push(this.literal(char));
        continue;
      }
      if (this.peek() === "-" && this.source[this.at + 1] !== "]" && this.at + 1 < this.source.length) {
        this.at++;
        const last = this.next();
        if (last < char) throw new PatternError("syntax");
        tests.push((c) => (c >= char && c <= last) || (c.toUpperCase() >= char && c.toUpperCase() <= last));
      } else tests.push(this.literal(char));
    }
    this.at++;
    return (c) => tests.some((test) => test(c)) !== not;
  }

  private peek(): string {
    return this.source[this.at] ?? "";
  }

  private next(): string {
    const char = this.source[this.at++];
    if (char === undefined) throw new PatternError("syntax");
    return char;
  }

  private take(char: string): boolean {
    if (this.peek() !== char) return false;
    this.at++;
    return true;
  }
}

function classOf(letter: string): Test | null {
  const tests: Record<string, RegExp> = { d: /[0-9]/, w: /[a-z0-9_]/, s: /\s/ };
  const test = tests[letter.toLowerCase()];
  if (!test) return null;
  const not = letter !== letter.toLowerCase();
  return (c) => test.test(c) !== not;
}

class Machine implements Pattern {
  /** Step in which a state was last entered. */
  private readonly entered: Int32Array;
  private step = 0;

  constructor(
    private readonly states: readonly State[],
    private readonly start: number,
  ) {
    this.entered = new Int32Array(states.length).fill(-1);
  }

  /** Anywhere in the text, which is in lower case. */
  matches(text: string): boolean {
    let now: number[] = [];
    for (let at = 0; at <= text.length; at++) {
      this.step++;
      const next: number[] = [];
      for (const state of now) {
        const { test, next: to } = this.states[state] as State & { kind: "test" };
        if (test(text[at - 1]!) && this.enter(to, at, text.length, next)) return true;
      }
      if (this.enter(this.start, at, text.length, next)) return true;
      now = next;
    }
    return false;
  }

  /** Follows what needs no character; true if the end of the pattern is reached. */
  private enter(state: number, at: number, length: number, out: number[]): boolean {
    const open = [state];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (this.entered[id] === this.step) continue;
      this.entered[id] = this.step;
      const it = this.states[id]!;
      if (it.kind === "match") return true;
      if (it.kind === "test") out.push(id);
      else if (it.kind === "split") open.push(it.other, it.next);
      else if (at === (it.kind === "start" ? 0 : length)) open.push(it.next);
    }
    return false;
  }
}
