import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvReport, textCell } from "../../../src/core/report/csv";
import { foldedReport } from "../../../src/core/report/folded";
import { codeCell, markdownReport, plainText } from "../../../src/core/report/markdown";
import { speedscopeReport, type SpeedscopeFile } from "../../../src/core/report/speedscope";
import { clipMiddle } from "../../../src/core/report/table";
import { textReport } from "../../../src/core/report/text";
import { profileOf } from "../profiles";

const hostile = [
  "</script><script>alert(1)</script>",
  "a`b``c",
  "a|b\\|c\\",
  "line\nbreak\r\u2028",
  "\u202egnp.exe",
  "[x](command:evil)",
  '=HYPERLINK("x")',
  "a;b;c",
  "\u001b[31mred\u001b[0m",
  "x".repeat(1_000_000),
];

describe("the text form", () => {
  it("reads like a table", () => {
    const profile = profileOf({
      functions: [
        ["main", 100, 1000],
        ["core::fmt::write", 900, 900],
      ],
      lines: [["src/main.rs", 7, 60]],
      opcodes: [{ name: "add", kind: "base", count: 1234567, cost: 500, frops: { count: 3, cost: 30 } }],
      warnings: ["something is missing"],
    });
    expect(textReport(profile, { title: "guest" })).toBe(
      [
        "guest · ziskemu 1.4.0-alpha",
        "ok",
        "",
        "  steps       100",
        "  variable  1,000",
        "  base         10",
        "  total     1,010",
        "",
        "Hot functions",
        "  total cost           self cost          calls  function",
        "       1,000  100.0 %        100  10.0 %      –  main",
        "         900   90.0 %        900  90.0 %      –  core::fmt::write",
        "",
        "Hot lines",
        "  total steps          self          line           in",
        "           60  60.0 %    60  60.0 %  src/main.rs:7",
        "",
        "Opcodes and precompiles",
        "  cost              count  frops  name",
        "   500  50.0 %  1,234,567      3  add",
        "",
        "warning: something is missing",
        "",
      ].join("\n"),
    );
  });

  it("never shows NaN, and says what is unknown by a dash", () => {
    const empty = profileOf({ functions: [["main", Number.NaN, 5]] });
    expect(textReport({ ...empty, totals: { steps: null } })).toMatch(/steps\s+–/);
    expect(textReport(empty)).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it("fits a terminal and lets nothing control it", () => {
    const profile = profileOf({
      functions: hostile.map((name, i) => [name, i + 1, i + 1]),
      warnings: hostile,
    });
    const lines = textReport({ ...profile, warnings: [] }, { width: 80 }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(textReport(profile)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
    expect(textReport(profile, { color: true })).toContain("\u001b[1mHot functions\u001b[22m");
  });

  it("clips a name in the middle, where it says least", () => {
    expect(clipMiddle("core::iter::adapters::map::next", 11)).toBe("core:…:next");
    expect(clipMiddle("short", 11)).toBe("short");
  });
});

describe("Markdown", () => {
  it("shows hostile names to the letter, and lets them mean nothing", () => {
    expect(codeCell("a`b")).toBe("`` a`b ``");
    expect(codeCell("a|b")).toBe("`a\\|b`");
    expect(codeCell("x\\|y")).not.toMatch(/[^\\]\|/);
    expect(plainText("<b> @all [x](y) https://z")).toBe("&lt;b&gt; &#64;all \\[x\\](y) https&#58;//z");
  });

  it("keeps every table row one line with the same number of cells", () => {
    const profile = profileOf({
      functions: hostile.map((name, i) => [name, i + 1, i + 1]),
      warnings: hostile,
    });
    const rows = markdownReport(profile)
      .split("\n")
      .filter((line) => line.startsWith("|"));
    const cells = (row: string) => row.replace(/\\\|/g, "").split("|").length;
    const functions = rows.slice(rows.findIndex((row) => row.includes("function")));
    expect(functions.length).toBeGreaterThan(hostile.length);
    for (const row of functions) expect(cells(row)).toBe(cells(functions[0]!));
  });
});

describe("CSV", () => {
  it("has plain numbers, and an empty cell for what is unknown", () => {
    const csv = csvReport(profileOf({ functions: [["Vec<u8>::push", 1234567, Number.NaN]] }));
    expect(csv.split("\r\n").slice(0, 2)).toEqual([
      "name,rawName,crate,file,line,calls,self_cost,self_steps,total_cost,total_steps",
      "Vec<u8>::push,,,,,,1234567,,,",
    ]);
  });

  it("defuses what a spreadsheet would run", () => {
    expect(textCell("=1+1")).toBe('"\'=1+1"');
    for (const start of ["+", "-", "@", " ="]) expect(textCell(`${start}x`)).toMatch(/^"'/);
    expect(textCell('a,"b"')).toBe('"a,""b"""');
  });
});

/** Names and costs of any tree, as folded text; equal stacks are one. */
const anyStacks = fc.uniqueArray(
  fc.tuple(
    fc.array(fc.constantFrom("a", "b", "c", "<d as E>::f", "g{{closure}}"), { minLength: 1, maxLength: 6 }),
    fc.integer({ min: 1, max: 1e9 }),
  ),
  { selector: ([names]) => names.join(";"), maxLength: 30 },
);

describe("folded stacks", () => {
  it("come back as they went", () => {
    fc.assert(
      fc.property(anyStacks, (stacks) => {
        const lines = stacks.map(([names, cost]) => `${names.join(";")} ${cost}`);
        const profile = profileOf({ stacks: lines });
        expect(foldedReport(profile).trim().split("\n").filter(Boolean).sort()).toEqual(lines.sort());
      }),
    );
  });

  it("add up to the run's cost: what the tree does not carry is a stack of its own", () => {
    const profile = profileOf({
      functions: [
        ["[outside the call tree]", 30, 30],
        ["main", 10, 70],
        ["f", 60, 60],
      ],
      stacks: ["main 10", "main;f 60"],
    });
    expect(foldedReport(profile)).toBe("main 10\nmain;f 60\n[outside the call tree] 30\n");
    expect(speedscopeReport(profile).profiles[0]).toMatchObject({ name: "cost", endValue: 100 });
  });

  it("have every row of cost outside the symbols once: data initialisation too, start-up code from the tree", () => {
    const profile = profileOf({
      functions: [
        ["[ZisK start-up]", 5, 5],
        ["[data initialisation]", 30, 30],
        ["main", 10, 10],
      ],
      stacks: ["[ZisK start-up] 5", "main 10"],
    });
    const { frames } = profile.callTree!;
    // A frame that no node is says nothing.
    const name = [...frames.name, "[data initialisation]"];
    const func = Int32Array.from(name, (text) => profile.functions.name.indexOf(text));
    const shown = { ...frames, length: name.length, name, func, file: name.map(() => null) };
    const known = {
      ...profile,
      callTree: {
        ...profile.callTree!,
        frames: { ...shown, line: new Int32Array(name.length), inlined: new Uint8Array(name.length) },
      },
    };
    expect(foldedReport(known)).toBe("[ZisK start-up] 5\nmain 10\n[data initialisation] 30\n");
  });

  it("keep separators out of names, and functions alone without a tree", () => {
    expect(foldedReport(profileOf({ functions: [["a;b\nc", 5, 5]] }))).toBe("a:b\ufffdc 5\n");
  });

  it("are refused where no self cost is known, or where they would fill the memory", () => {
    const unknown = profileOf({ functions: [["main", Number.NaN, 5]] });
    expect(() => foldedReport(unknown)).toThrow(expect.objectContaining({ kind: "unsupported" }));
    const depth = 100_000;
    const tree = {
      ...profileOf({ stacks: ["f 1"] }).callTree!,
      length: depth,
      prefix: Int32Array.from({ length: depth }, (_, i) => i - 1),
      frame: new Int32Array(depth),
      self: { cost: new Float64Array(depth).fill(1) },
    };
    expect(() => foldedReport({ ...profileOf(), callTree: tree })).toThrow(
      expect.objectContaining({ kind: "too-large" }),
    );
    expect(speedscopeReport({ ...profileOf(), callTree: tree }).profiles[0]?.events).toHaveLength(2 * depth);
  });
});

/** What a reader of the format sees: self cost by stack. Checks that events nest and time never runs back. */
function stacksOf(file: SpeedscopeFile): string[] {
  const profile = file.profiles[0]!;
  const open: number[] = [];
  const cost = new Map<string, number>();
  let at = profile.startValue;
  for (const event of profile.events) {
    expect(event.at).toBeGreaterThanOrEqual(at);
    const stack = open.map((frame) => file.shared.frames[frame]!.name).join(";");
    if (event.at > at) cost.set(stack, (cost.get(stack) ?? 0) + event.at - at);
    at = event.at;
    if (event.type === "O") open.push(event.frame);
    else expect(open.pop()).toBe(event.frame);
  }
  expect(open).toEqual([]);
  expect(at).toBe(profile.endValue);
  return [...cost].map(([stack, value]) => `${stack} ${value}`);
}

describe("speedscope", () => {
  it("comes back as it went", () => {
    fc.assert(
      fc.property(anyStacks, (stacks) => {
        const lines = stacks.map(([names, cost]) => `${names.join(";")} ${cost}`);
        expect(stacksOf(speedscopeReport(profileOf({ stacks: lines }))).sort()).toEqual(lines.sort());
      }),
    );
  });

  it("is a flat row of functions without a call tree", () => {
    const file = speedscopeReport(
      profileOf({
        functions: [
          ["a", 1, 9],
          ["b", 2, 2],
        ],
      }),
    );
    expect(stacksOf(file)).toEqual(["a 1", "b 2"]);
  });
});
