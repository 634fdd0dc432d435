import { describe, expect, test } from "vitest";
import { flamePageHtml } from "../../../src/core/report/flamePage";
import { flamePageData, flameProfileOf } from "../../../src/core/report/flamePageData";
import { FlameIndex } from "../../../src/core/analysis/flame/flameIndex";
import { flameSlice } from "../../../src/core/analysis/flame/slice";
import { contrast, frameColour, parseRgb } from "../../../webview/flamegraph/colours";
import { params, picture, profileFromTree, profileOf } from "./pictures";

describe("self-contained page", () => {
  test("carries the tree so that it comes out as it went in", () => {
    const profile = profileFromTree("a 1\n b 20\n  c~ 5\n b 7", { unattributed: { cost: 3 } });
    const data = JSON.parse(JSON.stringify(flamePageData(profile, "guest"))) as ReturnType<
      typeof flamePageData
    >;
    const [before, after] = [profile, flameProfileOf(data)].map((p) =>
      picture(flameSlice(new FlameIndex(p), params())),
    );
    expect(after).toBe(before);
  });

  test("no name ends its data block or opens an element", () => {
    const names = [
      "</script><script>alert(1)</script>",
      "<!--<script>",
      "a\u2028b\u2029c",
      "]]>",
      "</ScRiPt >",
    ];
    const profile = profileOf(names, new Int32Array(5).fill(-1), Int32Array.from([0, 1, 2, 3, 4]), {
      cost: new Float64Array(5).fill(1),
    });
    const html = flamePageHtml({
      profile,
      title: '<img src=x> & "more"',
      script: 'const x = "</script>", y = "<!--";',
      style: "body::after { content: '</style>' }",
      nonce: 'abc" onload="x',
    });
    const data = /<script type="application\/json" id="cyclelens-data">(.*?)<\/script>/s.exec(html)![1]!;
    expect(data).not.toMatch(/[<\u2028\u2029]/);
    expect((JSON.parse(data) as { functions: { name: string[] } }).functions.name[0]).toBe(names[0]);
    expect(html.match(/<script/gi)).toHaveLength(2);
    expect(html.match(/<\/script/gi)).toHaveLength(2);
    expect(html.match(/<\/style/gi)).toHaveLength(1);
    expect(html).toContain("<title>&lt;img src=x&gt; &amp; &quot;more&quot; · CycleLens</title>");
    expect(html).toContain("script-src 'nonce-abconloadx'");
  });
});

describe("frame colours", () => {
  const themes = [
    ["dark", "rgb(31, 31, 31)", "rgb(204, 204, 204)", false],
    ["light", "rgb(255, 255, 255)", "rgb(59, 59, 59)", false],
    ["high contrast", "rgb(0, 0, 0)", "rgb(255, 255, 255)", true],
    ["high contrast light", "rgb(255, 255, 255)", "rgb(41, 41, 41)", true],
  ] as const;
  const charts = [
    "rgb(26, 133, 255)",
    "rgb(209, 134, 22)",
    "rgb(137, 209, 133)",
    "rgb(101, 45, 144)",
    "rgb(241, 76, 76)",
    "rgb(255, 255, 0)",
  ];
  test.each(themes)("in %s text on every colour reads well", (_, background, text, high) => {
    for (const chart of charts) {
      const { fill } = frameColour(parseRgb(chart)!, parseRgb(background)!, parseRgb(text)!, high);
      expect(contrast(parseRgb(fill)!, parseRgb(text)!)).toBeGreaterThanOrEqual(high ? 7 : 4.5);
      expect(fill).not.toBe(background);
    }
  });
});
