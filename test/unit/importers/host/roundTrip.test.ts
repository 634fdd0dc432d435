import { describe, expect, it } from "vitest";
import { readElf } from "../../../../src/core/symbols/elf";
import { assemble } from "../../../../src/core/importers/assemble";
import { importPart } from "../../../../src/core/importers/detect";
import type { Profile } from "../../../../src/core/profile/model";
import { firefoxReport } from "../../../../src/core/report/firefox";
import { foldedReport } from "../../../../src/core/report/folded";
import { speedscopeReport } from "../../../../src/core/report/speedscope";
import { fixture, sourceOf } from "../sources";
import { hostBytes, pictureOf, profileFrom } from "./hostSamples";

const samples: Readonly<Record<string, () => Promise<Profile>>> = {
  "samply.json": () => profileFrom(hostBytes("samply.json")),
  "inferno.folded": () => profileFrom(hostBytes("inferno.folded")),
  "inferno.diff.folded": () => profileFrom(hostBytes("inferno.diff.folded")),
  "inferno.svg": () => profileFrom(hostBytes("inferno.svg")),
  "pyspy.speedscope.json": () => profileFrom(hostBytes("pyspy.speedscope.json")),
  "node.cpuprofile": () => profileFrom(hostBytes("node.cpuprofile")),
  "a ZisK run": async () =>
    assemble(
      [await importPart(sourceOf(fixture("calls.profile.json.gz"), 4096, "profile.json"))],
      readElf(fixture("calls.guest.elf")),
    ),
  "lines, inlined frames, fractions, hostile names": () =>
    profileFrom(
      JSON.stringify({
        $schema: "https://www.speedscope.app/file-format-schema.json",
        shared: {
          frames: [
            { name: "main", file: "src/main.rs", line: 3 },
            { name: "main", file: "src/main.rs", line: 9 },
            { name: "</script><b>`x`|\u202e", file: "a b.rs", line: 1 },
            { name: "core::array::<impl [T; 32]>::map" },
          ],
        },
        profiles: [
          {
            type: "sampled",
            name: "t",
            unit: "bytes",
            samples: [[0], [1, 2], [1, 3, 2], [0, 3]],
            weights: [0.5, 1, 4096, 7],
          },
        ],
      }),
    ),
};

describe("import → export → import gives the same", () => {
  for (const [name, load] of Object.entries(samples)) {
    it(`${name} as speedscope`, async () => {
      const first = await load();
      const again = await profileFrom(speedscopeReport(first));
      expect(again.source.format).toBe("speedscope");
      expect(again.engine).toEqual(first.engine);
      expect(comparable(again)).toEqual(comparable(first));
    });

    it(`${name} as Firefox profile`, async () => {
      const first = await load();
      const again = await profileFrom(firefoxReport(first));
      expect(again.source.format).toBe("firefox");
      expect(again.engine).toEqual(first.engine);
      expect(comparable(again)).toEqual(comparable(first));
    });

    it(`${name} as folded stacks: names and figures of the first metric`, async () => {
      const first = await load();
      const again = await profileFrom(foldedReport(first));
      expect(again.source.format).toBe("folded");
      expect(bare(again)).toEqual(bare(first));
      // Nothing is lost the second time.
      expect(foldedReport(again)).toBe(foldedReport(await profileFrom(foldedReport(again))));
    });
  }
});

/** What both formats carry: metrics of the tree. Lines of a profile whose tree has none are not in it. */
function comparable(profile: Profile): object {
  const { callTree: tree, functions, lines } = profile;
  const metrics = profile.metrics.filter(({ id }) => tree?.self[id] !== undefined);
  const lined = metrics.every(({ id }) => lines?.self[id] !== undefined);
  return pictureOf({ ...profile, metrics, functions, lines: lined ? lines : null });
}

/** Self of the first metric by stack of names, `;` as the format must write it. */
function bare(profile: Profile): Record<string, number> {
  const tree = profile.callTree!;
  const id = profile.metrics.find((metric) => tree.self[metric.id] !== undefined)!.id;
  const stacks: Record<string, number> = {};
  for (let node = 0; node < tree.length; node++) {
    const self = tree.self[id]![node]!;
    if (!(self > 0)) continue;
    const names: string[] = [];
    for (let at = node; at >= 0; at = tree.prefix[at]!)
      names.push(tree.frames.name[tree.frame[at]!]!.replaceAll(";", ":"));
    const stack = names.reverse().join(" > ");
    stacks[stack] = (stacks[stack] ?? 0) + self;
  }
  return stacks;
}
