import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FlameIndex } from "../../../src/core/analysis/flame/flameIndex";
import { flameSlice as sliceOf } from "../../../src/core/analysis/flame/slice";
import { Channel } from "../../../src/protocol/channel";
import type { Envelope } from "../../../src/protocol/channel";
import {
  copyStack,
  exportFlame,
  flameFrame,
  flameSearch,
  flameSlice,
  flameStack,
  flameSvg,
  isSliceParams,
  revealFrame,
  searchCall,
  showProfile,
  sliceCall,
} from "../../../src/protocol/flame";
import { isFlameSlice } from "../../../src/protocol/flameGuards";
import { flameWords } from "../../../src/protocol/flameWords";
import { registerFlame } from "../../../src/server/flame";
import { functionTable, params, profileFromTree } from "./pictures";

const profile = profileFromTree("guest::main 10\n guest::hash 30", {
  functions: functionTable(["guest::main", "guest::hash"], {
    file: ["/home/dev/guest/src/main.rs", null],
    line: Int32Array.of(7, 0),
  }),
});
const slice = sliceOf(new FlameIndex(profile), params());

/** Two channels with a wire between them; what goes over it is copied as a real one does. */
function wired(): { a: Channel; b: Channel; wire: Envelope[] } {
  const wire: Envelope[] = [];
  const ends: { a?: Channel; b?: Channel } = {};
  const to = (end: "a" | "b") => (message: Envelope) => {
    wire.push(message);
    ends[end]?.receive(JSON.parse(JSON.stringify(message)));
  };
  ends.a = new Channel(to("b"));
  ends.b = new Channel(to("a"));
  return { a: ends.a, b: ends.b, wire };
}

describe("channel", () => {
  test("a call is answered, a refusal is passed on, notices arrive", async () => {
    const { a, b } = wired();
    const seen: number[] = [];
    b.answer(sliceCall, () => Promise.resolve(slice));
    b.answer(searchCall, () => Promise.reject(new Error("no profile is open")));
    b.on(revealFrame, ({ frame }) => seen.push(frame));
    expect(await a.call(sliceCall, params())).toEqual(slice);
    await expect(a.call(searchCall, { ...params(), query: "x", regex: false })).rejects.toThrow(
      "no profile is open",
    );
    a.tell(revealFrame, { frame: 3, beside: true });
    expect(seen).toEqual([3]);
  });

  test("an answer of the wrong shape fails its call and no other", async () => {
    const { a, b } = wired();
    b.answer(sliceCall, () => Promise.resolve({ layout: "tree" } as never));
    await expect(a.call(sliceCall, params())).rejects.toThrow("cannot be read");
    b.answer(sliceCall, () => Promise.resolve(slice));
    expect(await a.call(sliceCall, params())).toEqual(slice);
  });

  test("closing rejects what is waiting, and later calls", async () => {
    const silent = new Channel(() => undefined);
    const waiting = silent.call(sliceCall, params());
    silent.dispose();
    await expect(waiting).rejects.toThrow("closed");
    await expect(silent.call(sliceCall, params())).rejects.toThrow("closed");
  });

  test("nothing that arrives makes it throw or act", () => {
    const { b } = wired();
    const acted: unknown[] = [];
    b.answer(sliceCall, (value) => {
      acted.push(value);
      return Promise.resolve(slice);
    });
    for (const notice of [revealFrame, copyStack, exportFlame]) b.on(notice as never, (v) => acted.push(v));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({
            type: fc.constantFrom("call", "notice", "answer", "failed"),
            id: fc.anything(),
            name: fc.constantFrom(
              "slice",
              "revealFrame",
              "exportFlame",
              "copyStack",
              "__proto__",
              "constructor",
            ),
            params: fc.anything(),
            value: fc.anything(),
          }),
        ),
        (message) => b.receive(message),
      ),
      { numRuns: 3000 },
    );
    expect(acted).toEqual([]);
  });
});

describe("guards", () => {
  test("paths, fractions and huge numbers are no frames", () => {
    for (const frame of ["/etc/passwd", 1.5, -2, NaN, 2 ** 40, null, [1]])
      expect(revealFrame.isValue({ frame, beside: false })).toBe(false);
    expect(revealFrame.isValue({ frame: 3, beside: false })).toBe(true);
  });

  test("slice parameters are bounded", () => {
    expect(isSliceParams(params())).toBe(true);
    expect(isSliceParams(params({ widthPx: 1e9 }))).toBe(false);
    expect(isSliceParams(params({ focus: new Array<number>(1001).fill(1) }))).toBe(false);
    expect(isSliceParams({ ...params(), mode: "sideways" })).toBe(false);
    expect(isSliceParams({ ...params(), edits: [{ kind: "exec", frame: 1 }] })).toBe(false);
  });

  test("a slice with unequal columns or a parent after its child is refused", () => {
    expect(isFlameSlice(slice)).toBe(true);
    expect(isFlameSlice({ ...slice, rows: { ...slice.rows, total: [1] } })).toBe(false);
    expect(isFlameSlice({ ...slice, rows: { ...slice.rows, parent: slice.rows.parent.map(() => 2) } })).toBe(
      false,
    );
  });

  test("a profile without all words is refused", () => {
    expect(showProfile.isValue({ profile: null, words: flameWords })).toBe(true);
    expect(showProfile.isValue({ profile: null, words: { ...flameWords, search: 1 } })).toBe(false);
  });
});

describe("server", () => {
  const handlers = new Map<string, (params: never) => unknown>();
  const active: { now: { profile: typeof profile; id: string; metric: string } | null } = { now: null };
  registerFlame({ onRequest: (method, handler) => handlers.set(method, handler) }, () => active.now);
  const ask = (what: { method: string }, asked: object): unknown =>
    handlers.get(what.method)!(asked as never);

  test("answers for the active profile only", () => {
    expect(() => ask(flameSlice, { ...params(), profile: "p1" })).toThrow("no longer open");
    active.now = { profile, id: "p1", metric: "cost" };
    expect(ask(flameSlice, { ...params(), profile: "p1" })).toEqual(slice);
    expect(() => ask(flameSlice, { ...params(), profile: "p0" })).toThrow("no longer open");
  });

  test("knows the source, the stack and the picture of a frame", () => {
    active.now = { profile, id: "p1", metric: "cost" };
    expect(ask(flameFrame, { profile: "p1", frame: 0 })).toEqual({
      name: "guest::main",
      func: 0,
      file: "/home/dev/guest/src/main.rs",
      line: 7,
    });
    expect(ask(flameFrame, { profile: "p1", frame: 77 })).toBeNull();
    expect(ask(flameStack, { ...params(), profile: "p1", node: 1, frames: [] })).toEqual({
      text: "guest::main (/home/dev/guest/src/main.rs:7)\nguest::hash",
    });
    expect(ask(flameSearch, { ...params(), profile: "p1", query: "hash", regex: false })).toMatchObject({
      share: 0.75,
    });
    expect((ask(flameSvg, { ...params(), profile: "p1" }) as { text: string }).text).toMatch(
      /^<svg .*<\/svg>\n$/s,
    );
  });
});
