import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figuresOf, profileFrom } from "./hostSamples";

/** `stack count` of every node with samples, in order of text. */
async function stacksOf(text: string, chunkBytes = 1000): Promise<string[]> {
  const { callTree } = await profileFrom(text, "file.folded", chunkBytes);
  const tree = callTree!;
  const out: string[] = [];
  for (let node = 0; node < tree.length; node++) {
    const names: string[] = [];
    for (let at = node; at >= 0; at = tree.prefix[at]!) names.push(tree.frames.name[tree.frame[at]!]!);
    if (tree.self["samples"]![node]! > 0)
      out.push(`${names.reverse().join(" > ")} = ${tree.self["samples"]![node]!}`);
  }
  return out.sort();
}

/** The same, frame by frame: `;` separates but for one in brackets before a blank. */
function plainly(lines: readonly string[]): string[] {
  const sums = new Map<string, number>();
  for (const line of lines) {
    const at = line.lastIndexOf(" ");
    const stack = line.slice(0, at).trim();
    const names: string[] = [];
    let [name, squares] = ["", 0];
    [...stack, ";"].forEach((c, i) => {
      if (c === ";" && !(squares > 0 && stack[i + 1] === " ")) {
        if (name !== "") names.push(name);
        [name, squares] = ["", 0];
        return;
      }
      if (c === "[") squares++;
      else if (c === "]") squares--;
      name += c;
    });
    const key = names.join(" > ");
    if (names.length > 0) sums.set(key, (sums.get(key) ?? 0) + Number(line.slice(at + 1)));
  }
  return [...sums].map(([stack, sum]) => `${stack} = ${sum}`).sort();
}

describe("folded stacks", () => {
  it("are a tree: self, and inclusive with recursion counted once", async () => {
    const profile = await profileFrom("a;b;a 1\na;b 2\na 4\nc 8\n");
    expect(figuresOf(profile)).toEqual({
      a: { samples: [5, 7] },
      b: { samples: [2, 3] },
      c: { samples: [8, 8] },
    });
    expect(profile.totals["samples"]).toBe(15);
  });

  it("marks of perf and of inlining are no part of a name; a `;` inside brackets is", async () => {
    const profile = await profileFrom("f_[j];g_[i];k_[k] 1\nf;<impl [u8; 32]>::g 2\n");
    expect(profile.functions.name).toEqual(["f", "<impl [u8; 32]>::g", "k", "g"]);
    expect(Array.from(profile.callTree!.frames.inlined)).toEqual([0, 1, 0, 0, 0]);
  });

  it("two counts in every line: the later one is primary; one count in a line is the later one", async () => {
    const profile = await profileFrom("a;b 3 5\na 0 2\n");
    expect(profile.metrics.map(({ id }) => id)).toEqual(["samples", "before"]);
    expect(figuresOf(profile)["a"]).toEqual({ samples: [2, 7], before: [0, 3] });
    // A name that ends in a number is no second count where other lines have one.
    expect(await stacksOf("a;b 3 5\na 2\n")).toEqual(["a = 2", "a > b 3 = 5"]);
  });

  it("comments, blank lines, Windows ends and UTF-16 are taken as they come; what is no stack is counted", async () => {
    expect(await stacksOf("\ufeff# made by x\r\n\r\na;b 1\r\n")).toEqual(["a > b = 1"]);
    const wide = new Uint8Array(Uint16Array.from("\ufeffa;ß 1\n", (c) => c.charCodeAt(0)).buffer);
    expect((await profileFrom(wide)).functions.name).toEqual(["ß", "a"]);
    const rows = Array.from({ length: 3000 }, (_, i) => `a;b${i % 7} 1\n`).join("");
    expect((await profileFrom(`${rows}no count here\n`)).warnings.join()).toContain("1 lines are no");
  });

  it("cut inside a line: that line is left out, and it says so", async () => {
    const cut = await profileFrom("a;b 12\na;c");
    expect(cut.outcome.status).toBe("truncated");
    expect(figuresOf(cut)).toEqual({ a: { samples: [0, 12] }, b: { samples: [12, 12] } });
    expect((await profileFrom("a;b 12\na;c 1")).warnings.join()).toContain("may be too small");
  });

  it("any names, shared beginnings, repeats and chunks: as read plainly", async () => {
    const name = fc
      .array(fc.constantFrom("a", "b", "main", "x::y", "[", "]", "; ", ";", ";;", "é", "_[", " "), {
        maxLength: 6,
      })
      .map((parts) => parts.join(""));
    const line = fc.tuple(fc.array(name, { minLength: 1, maxLength: 8 }), fc.nat({ max: 999 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 80 }),
        fc.nat({ max: 3 }),
        async (rows, chunkBytes, repeats) => {
          // Marks and counts at the ends of names have tests of their own.
          const lines = rows
            .map(([names, count]) => `r${names.join(";").replace(/\s+$/, "")}. ${count + 1}`)
            .filter((text) => !/_\[[kwij]\]/.test(text));
          fc.pre(lines.length > 0);
          const all = Array.from({ length: repeats + 1 }, () => lines).flat();
          expect(await stacksOf(`${all.join("\n")}\n`, chunkBytes)).toEqual(plainly(all));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("distinct stacks by the ten thousand, and then the same again: each is found once", async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `main;a${i % 100};b${(i * 7919) % 20_011};c 1`);
    const profile = await profileFrom(`${[...lines, ...lines].join("\n")}\n`, "f", 65_536);
    expect(profile.totals["samples"]).toBe(40_000);
    expect(figuresOf(profile)["c"]).toEqual({ samples: [40_000, 40_000] });
    expect(profile.callTree!.length).toBe(1 + 100 + 20_000 + 20_000);
  });

  it("deep stacks, endless lines and brackets without an end come to an end", async () => {
    const deep = `${"f;".repeat(200_000)}g 1\n`;
    expect((await profileFrom(deep, "f", 65_536)).callTree!.length).toBe(200_001);
    expect((await profileFrom(`a 1\n${"[; ".repeat(400_000)} 1\n`, "f", 65_536)).totals["samples"]).toBe(2);
    const endless = `a 1\n${"x".repeat(17 << 20)} 1\nb 2\n`;
    expect((await profileFrom(endless, "f", 1 << 20)).warnings.join()).toContain("1 lines are no");
  });

  it("counts beyond 2^53 are refused, an empty list of stacks too", async () => {
    await expect(profileFrom("a 9007199254740993\nb 9007199254740993\n")).rejects.toMatchObject({
      kind: "overflow",
    });
    await expect(profileFrom("; 1\n")).rejects.toMatchObject({ kind: "bad-input" });
  });
});
