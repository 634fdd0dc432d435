import { describe, expect, it } from "vitest";
import { compareProfiles } from "../../../src/core/compare/compareProfiles";
import { matchFiles } from "../../../src/core/compare/fileMatch";
import { diffLines } from "../../../src/core/compare/sourceDiff";
import type { RecordedSource } from "../../../src/core/compare/types";
import { run } from "./pictures";

/** A text as a run records it: a word a line is its hash; `.` has no cost, so it was not recorded. */
function recorded(file: string, text: string): RecordedSource {
  const words = text.split(" ");
  const lines = words.flatMap((word, i) => (word === "." ? [] : [i + 1]));
  return { file, sha256: text, lines, hashes: lines.map((line) => words[line - 1]!) };
}

const lineRows = (
  base: string,
  next: string,
  from: readonly number[],
  to: readonly number[],
  text = true,
) => {
  const side = (words: string, costs: readonly number[]) => {
    const { lines } = recorded("src/a.rs", words);
    return run({ lines: lines.map((line, i) => ["src/a.rs", line, costs[i]!] as const) });
  };
  return compareProfiles(side(base, from), side(next, to), {
    base: { sources: text ? [recorded("src/a.rs", base)] : [] },
    next: { sources: text ? [recorded("src/a.rs", next)] : [] },
  });
};

describe("lines", () => {
  it("that an edit above moved are the same lines, found by their text", () => {
    const { lines, files } = lineRows(
      "fn let loop end",
      "use use fn let loop end",
      [1, 2, 30, 4],
      [9, 9, 1, 2, 25, 4],
    );
    expect(files).toEqual([{ file: "src/a.rs", baseFile: "src/a.rs", by: "content" }]);
    expect(lines.map(({ key, status, self }) => [key, status, self["cost"]?.delta])).toEqual([
      ["src/a.rs:→1", "new", 9],
      ["src/a.rs:→2", "new", 9],
      ["src/a.rs:3→5", "changed", -5],
      ["src/a.rs:1→3", "same", 0],
      ["src/a.rs:2→4", "same", 0],
      ["src/a.rs:4→6", "same", 0],
    ]);
  });

  it("whose text changed are gone and new, their neighbours stay", () => {
    const { lines } = lineRows("fn old end", "fn fresh end", [1, 20, 3], [1, 15, 3]);
    expect(lines.map(({ key, status }) => [key, status])).toEqual([
      ["src/a.rs:2→", "gone"],
      ["src/a.rs:→2", "new"],
      ["src/a.rs:1", "same"],
      ["src/a.rs:3", "same"],
    ]);
  });

  it("without recorded text are matched by number, and said so", () => {
    const { lines, files, marks } = lineRows(
      "fn let end",
      "use fn let end",
      [1, 20, 3],
      [9, 1, 20, 3],
      false,
    );
    expect(files.map(({ by }) => by)).toEqual(["number"]);
    expect(lines.map(({ key, status }) => [key, status])).toEqual([
      ["src/a.rs:2", "changed"],
      ["src/a.rs:3", "changed"],
      ["src/a.rs:1", "changed"],
      ["src/a.rs:4", "new"].map((text) => text.replace(":4", ":→4")),
    ]);
    expect(marks.map(({ kind }) => kind)).toEqual(["lines"]);
  });

  it("of a file that did not change are matched by number, which is exact", () => {
    const { files, marks } = lineRows("a b", "a b", [1, 2], [1, 3]);
    expect(files.map(({ by }) => by)).toEqual(["equal"]);
    expect(marks).toEqual([]);
  });

  it.each<[string, string, "equal" | "number"]>([
    // Nobody edits a release: a crate's in the registry, a commit's, a compiler's.
    [
      "/home/a/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/sha2-0.10.8/src/lib.rs",
      "/home/b/.cargo/registry/src/index.crates.io-6f17d22bba15001f/sha2-0.10.8/src/lib.rs",
      "equal",
    ],
    [
      "C:\\Users\\a\\.cargo\\registry\\src\\index.crates.io-1949cf8c6b5b557f\\sha2-0.10.8\\src\\lib.rs",
      "/h/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/sha2-0.10.8/src/lib.rs",
      "equal",
    ],
    [
      "/h/.cargo/git/checkouts/revm-0123456789abcdef/1a2b3c4/src/lib.rs",
      "/i/.cargo/git/checkouts/revm-0123456789abcdef/1a2b3c4/src/lib.rs",
      "equal",
    ],
    [
      "/h/.cargo/git/checkouts/revm-0123456789abcdef/1a2b3c4/src/lib.rs",
      "/h/.cargo/git/checkouts/revm-0123456789abcdef/99ffee0/src/lib.rs",
      "number",
    ],
    [
      `/rustc/${"a".repeat(40)}/library/core/src/slice/mod.rs`,
      `/rustc/${"b".repeat(40)}/library/core/src/slice/mod.rs`,
      "number",
    ],
    ["/rustc/1.96.0/library/core/src/fmt/mod.rs", "/rustc/1.96.0/library/core/src/fmt/mod.rs", "equal"],
    ["vendor/sha2-0.10.8/src/lib.rs", "vendor/sha2-0.10.8/src/lib.rs", "number"],
    ["registry/src/lib.rs", "registry/src/lib.rs", "number"],
  ])("of %s and %s without recorded text: by %s", (before, after, by) => {
    const { files, marks } = compareProfiles(
      run({ lines: [[before, 1, 1]] }),
      run({ lines: [[after, 1, 2]] }),
    );
    expect(files.map((match) => match.by)).toEqual([by]);
    expect(marks.map(({ kind }) => kind)).toEqual(by === "equal" ? [] : ["lines"]);
  });

  it("of a side without lines are not compared, and said so", () => {
    const { lines, marks } = compareProfiles(run(), run({ lines: [["a.rs", 1, 1]] }));
    expect([...lines]).toEqual([]);
    expect(marks.map(({ text }) => text)).toEqual(["only the new run knows source lines"]);
  });
});

describe("a diff of lines", () => {
  const diff = (a: string, b: string): string =>
    [...diffLines(recorded("a", a), recorded("b", b))]
      .sort(([x], [y]) => x - y)
      .map(([x, y]) => `${String(x)}→${String(y)}`)
      .join(" ");

  it.each([
    ["a b c", "a b c", "1→1 2→2 3→3"],
    ["a b c", "x a b c", "1→2 2→3 3→4"],
    ["a b c", "b c a", "2→1 3→2"],
    // Equal lines follow their neighbours.
    ["f { } g { }", "f { } h { } g { }", "1→1 2→2 3→3 4→7 5→8 6→9"],
    ["a . . b", "a b", "1→1 4→2"],
    ["a a a", "a a", "1→1 2→2"],
    ["", "a", ""],
    ["a", "b", ""],
  ])("%s | %s: %s", (a, b, pairs) => {
    expect(diff(a, b)).toBe(pairs);
  });

  it("is the same both ways round, for any two texts", () => {
    let state = 7;
    const random = (below: number): number => (state = (state * 1103515245 + 12345) & 0x7fffffff) % below;
    for (let i = 0; i < 200; i++) {
      const text = () => Array.from({ length: random(30) + 1 }, () => "abcdefgh".charAt(random(8))).join(" ");
      const [a, b] = [text(), text()];
      const there = [...diffLines(recorded("a", a), recorded("b", b))].sort(([x], [y]) => x - y);
      const back = [...diffLines(recorded("b", b), recorded("a", a))].map(([x, y]) => [y, x]);
      expect(back.sort(([x], [y]) => x! - y!)).toEqual(there);
      for (const [x, y] of there) expect(a.split(" ")[x - 1]).toBe(b.split(" ")[y - 1]);
    }
  });

  it("of two files of 20,000 lines that are all alike, or all different, ends soon", () => {
    const file = (word: (i: number) => string): RecordedSource => {
      const lines = Array.from({ length: 20_000 }, (_, i) => i + 1);
      return { file: "a", sha256: "", lines, hashes: lines.map(word) };
    };
    expect(
      diffLines(
        file(() => "}"),
        file(() => "}"),
      ).size,
    ).toBe(20_000);
    expect(
      diffLines(
        file((i) => `a${String(i)}`),
        file((i) => `b${String(i)}`),
      ).size,
    ).toBe(0);
    expect(
      diffLines(
        file((i) => `a${String(i % 7)}`),
        file((i) => `a${String(i % 5)}`),
      ).size,
    ).toBeGreaterThanOrEqual(0);
  });
});

it("a text made so that each anchor uncovers but one more ends soon", () => {
  const side = (swap: boolean): RecordedSource => {
    const hashes = Array.from(
      { length: 60_000 },
      (_, i) => `h${String(i % 2 === 0 ? i : swap ? i - 1 : i - 3)}`,
    );
    return { file: "a", sha256: "", lines: hashes.map((_, i) => i + 1), hashes };
  };
  expect(diffLines(side(false), side(true)).size).toBeGreaterThan(0);
});

describe("files of two builds", () => {
  const match = (base: string[], next: string[]) => Object.fromEntries(matchFiles(base, next));

  it("are the same path, or the same place of the registry, git, the standard library", () => {
    expect(
      match(
        [
          "src/main.rs",
          "/home/a/.cargo/registry/src/index.crates.io-6f/sha2-0.10.8/src/lib.rs",
          "/home/a/.cargo/git/checkouts/revm-0123456789abcdef/12ab34c/src/lib.rs",
          "/rustc/4d91de4e48198da2e33413efdcd9cd2cc0c46688/library/core/src/fmt/mod.rs",
        ],
        [
          "src/main.rs",
          "/ci/.cargo/registry/src/index.crates.io-19/sha2-0.10.9/src/lib.rs",
          "/ci/.cargo/git/checkouts/revm-0123456789abcdef/99ff00c/src/lib.rs",
          "/ci/.rustup/toolchains/zisk/lib/rustlib/src/rust/library/core/src/fmt/mod.rs",
        ],
      ),
    ).toEqual({
      "src/main.rs": "src/main.rs",
      "/home/a/.cargo/registry/src/index.crates.io-6f/sha2-0.10.8/src/lib.rs":
        "/ci/.cargo/registry/src/index.crates.io-19/sha2-0.10.9/src/lib.rs",
      "/home/a/.cargo/git/checkouts/revm-0123456789abcdef/12ab34c/src/lib.rs":
        "/ci/.cargo/git/checkouts/revm-0123456789abcdef/99ff00c/src/lib.rs",
      "/rustc/4d91de4e48198da2e33413efdcd9cd2cc0c46688/library/core/src/fmt/mod.rs":
        "/ci/.rustup/toolchains/zisk/lib/rustlib/src/rust/library/core/src/fmt/mod.rs",
    });
  });

  it("moved with the repository: another checkout, or from the root of it", () => {
    const files = ["crates/a/src/lib.rs", "crates/b/src/lib.rs", "guest/src/main.rs"];
    for (const [from, to] of [
      ["/home/me/repo/", "/ci/work/repo/"],
      ["", "/ci/work/repo/"],
      ["/home/me/repo/", ""],
    ])
      expect(
        match(
          files.map((f) => from! + f),
          files.map((f) => to! + f),
        ),
      ).toEqual(Object.fromEntries(files.map((f) => [from! + f, to! + f])));
  });

  it("of a baseline that has only its own files are not confused by those of crates", () => {
    const crate = "/ci/.cargo/registry/src/index.crates.io-19/sha2-0.10.9/src/lib.rs";
    expect(match(["src/lib.rs"], ["/ci/w/guest/src/lib.rs", crate])).toEqual({
      "src/lib.rs": "/ci/w/guest/src/lib.rs",
    });
    expect(match(["src/lib.rs"], [crate])).toEqual({});
  });

  it("that only share a name are not matched", () => {
    expect(match(["/a/x/one/lib.rs"], ["/b/y/two/lib.rs"])).toEqual({});
  });
});
