import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { assemble } from "../../../src/core/importers/assemble";
import { importPart } from "../../../src/core/importers/detect";
import { profileFromJson } from "../../../src/core/profile/fromJson";
import { profileToJson } from "../../../src/core/profile/json";
import type { Profile } from "../../../src/core/profile/model";
import { csvReport } from "../../../src/core/report/csv";
import { flamePageHtml } from "../../../src/core/report/flamePage";
import { foldedReport } from "../../../src/core/report/folded";
import { markdownReport } from "../../../src/core/report/markdown";
import { speedscopeReport } from "../../../src/core/report/speedscope";
import { textReport } from "../../../src/core/report/text";
import { sourceOf } from "../importers/sources";
import { fuzz } from "./fuzz";
import { texts } from "./samples";

/** Every form in which a profile leaves the program. */
const forms: Readonly<Record<string, (profile: Profile) => string>> = {
  text: (profile) => textReport(profile, { title: "t", color: false, width: Infinity }),
  markdown: (profile) => markdownReport(profile, { title: "t" }),
  csv: csvReport,
  folded: (profile) => foldedReport(profile),
  speedscope: (profile) => JSON.stringify(speedscopeReport(profile)),
  json: (profile) => JSON.stringify(profileToJson(profile, { full: true })),
  html: (profile) => flamePageHtml({ title: "t", profile, script: "1", style: "", nonce: "n" }),
};

const hostile = [
  "</script><script>alert(1)</script>",
  "<!--<script>",
  "`code` | pipe \\| [x](command:workbench.action.quit) ![i](http://x/y)",
  "\u202egnp.exe\u2066\u200f",
  "line\nbreak\r\u2028\u0085\ttab",
  "\u001b[31mred\u001b]0;title\u0007",
  '=HYPERLINK("http://x")',
  "@SUM(1)",
  ";;; semicolon;of;folded 17",
  "x".repeat(1_000_000),
  "__proto__",
  "constructor",
  "",
];

/** A chain of calls as deep as asked, each frame with one of the names. */
async function chain(depth: number, names: readonly string[] = hostile): Promise<Profile> {
  const rows = Array.from({ length: depth }, (_, i) => i);
  const json = JSON.stringify({
    meta: { product: "ZiskEmu Profiler", preprocessedProfileVersion: 61 },
    shared: {
      stringArray: names,
      funcTable: { name: names.map((_, i) => i) },
      frameTable: { func: names.map((_, i) => i) },
      stackTable: {
        frame: rows.map((i) => i % names.length),
        prefix: rows.map((i) => (i === 0 ? null : i - 1)),
      },
    },
    threads: [
      { samples: { stack: [...rows.slice(-40), 0], weight: [...rows.slice(-40), 1].map(() => 1.5) } },
    ],
  });
  return assemble([await importPart(sourceOf(json, 65_536, "hostile </script>.json"))], null);
}

describe("hostile names reach every surface harmlessly", () => {
  for (const [name, form] of Object.entries(forms))
    it(`in ${name}`, async () => {
      const text = form(await chain(60));
      expect(text.length).toBeLessThan(2_000_000);
      // Controls and direction changes never come through; of line ends only the form's own.
      expect(text).not.toMatch(
        /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/,
      );
      if (name === "html") expect(text).not.toMatch(/<\/script><script>alert|<!--<script>/);
      if (name === "markdown") expect(text).not.toMatch(/(?<!\\|`[^`]*)\]\(command:/);
      if (name === "csv") expect(text).not.toMatch(/^[=@]/m);
    });

  it("a stack of 100,000 frames in every form", async () => {
    const profile = await chain(100_000, ["a", "b", "c"]);
    expect(profile.callTree?.length).toBe(100_000);
    for (const [name, form] of Object.entries(forms)) expect(form(profile).length, name).toBeGreaterThan(10);
  });
});

describe("what could be imported can be printed", () => {
  it("in every form, and read again from its JSON", async () => {
    await fuzz("surfaces", texts, 400, async (bytes, file) => {
      const profile = assemble([await importPart(sourceOf(bytes, 65_536, file))], null);
      for (const form of Object.values(forms)) {
        try {
          form(profile);
        } catch (error) {
          // No stacks, no stack exports: said by a typed error.
          if (!CycleLensError.is(error)) throw error;
        }
      }
      profileFromJson(JSON.parse(forms["json"]!(profile)));
    });
  });
});
