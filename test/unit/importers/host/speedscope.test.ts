import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../../src/core/errors";
import { figuresOf, hostBytes, profileFrom } from "./hostSamples";

type Json = Record<string, unknown>;

const frames = [
  { name: "main", file: "m.rs", line: 1 },
  { name: "fft", file: "f.rs", line: 7 },
  { name: "fri" },
];
const file = (...profiles: Json[]): Json => ({
  $schema: "https://www.speedscope.app/file-format-schema.json",
  exporter: "test",
  shared: { frames },
  profiles,
});
const sampled = (more: Json): Json => ({
  type: "sampled",
  name: "p",
  unit: "none",
  startValue: 0,
  endValue: 9,
  ...more,
});
/** `O1@5`: frame 1 opens at 5. */
const evented = (events: string, more: Json = {}): Json => ({
  type: "evented",
  name: "p",
  unit: "nanoseconds",
  startValue: 0,
  endValue: 100,
  events: events.split(" ").map((event) => {
    const [, type, frame, at] = /^([OC])(\d+)@(-?\d+)$/.exec(event)!;
    return { type, frame: Number(frame), at: Number(at) };
  }),
  ...more,
});
const main = "main m.rs";
const fft = "fft f.rs";

describe("speedscope files", () => {
  it.each([
    ["nanoseconds", "ns", 6],
    ["microseconds", "ns", 6000],
    ["milliseconds", "ns", 6e6],
    ["seconds", "ns", 6e9],
    ["bytes", "bytes", 6],
    ["none", "samples", 6],
  ])("sampled in %s", async (unit, metric, sum) => {
    const profile = await profileFrom(file(sampled({ unit, samples: [[0, 1], [0]], weights: [2, 4] })));
    expect(profile.metrics).toEqual([{ id: metric, unit: metric }]);
    expect(profile.totals[metric]).toBe(sum);
    expect(figuresOf(profile)[fft]![metric]).toEqual([sum / 3, sum / 3]);
    expect(figuresOf(profile)[main]![metric]).toEqual([(2 * sum) / 3, sum]);
  });

  it("samples without weights count one each where there is no unit", async () => {
    const profile = await profileFrom(file(sampled({ samples: [[0], [0, 1], [], [0, 1]] })));
    expect(figuresOf(profile)).toMatchObject({ [main]: { samples: [1, 3] }, [fft]: { samples: [2, 2] } });
  });

  it("samples that share more, less and nothing with the one before", async () => {
    const samples = [[0, 1, 2], [0, 1], [0, 1, 2], [2], [0, 1, 2, 0], [0, 2]];
    const profile = await profileFrom(file(sampled({ samples, weights: [1, 2, 4, 8, 16, 32] })), "f", 7);
    expect(figuresOf(profile)).toEqual({
      [main]: { samples: [16, 55] },
      [fft]: { samples: [2, 23] },
      fri: { samples: [45, 61] },
    });
    expect(profile.callTree!.length).toBe(6);
  });

  it("events: time passes for the frame on top", async () => {
    const profile = await profileFrom(file(evented("O0@0 O1@10 C1@30 O2@30 C2@35 C0@40")));
    expect(figuresOf(profile)).toEqual({
      [main]: { ns: [15, 40] },
      [fft]: { ns: [20, 20] },
      fri: { ns: [5, 5] },
    });
    expect(profile.warnings.join()).not.toContain("do not fit");
    expect((await profileFrom(file(evented("O0@0 C0@1", { unit: "none" })))).metrics).toEqual([
      { id: "weight", unit: "weight" },
    ]);
  });

  it.each([
    ["closed but not open", "O0@0 C1@10 C0@40", 40, 0, /1 events or samples do not fit/],
    ["closed below others", "O0@0 O1@10 C0@40", 10, 30, /1 events or samples do not fit/],
    ["back in time", "O0@0 O1@30 C1@20 C0@40", 40, 0, /1 events or samples do not fit/],
    ["never closed: until the end", "O0@0 O1@10", 10, 90, /2 frames are never closed/],
  ])("events that break the nesting: %s", async (_, events, mainSelf, fftSelf, warning) => {
    const profile = await profileFrom(file(evented(events)));
    const figures = figuresOf(profile);
    expect([figures[main]!["ns"]![0], figures[fft]?.["ns"]![0] ?? 0]).toEqual([mainSelf, fftSelf]);
    expect(profile.warnings.join()).toMatch(warning);
  });

  it("profiles of one unit stand below roots of their names, another unit is another metric", async () => {
    const profile = await profileFrom(
      file(
        sampled({ name: "t1", unit: "seconds", samples: [[0]], weights: [1] }),
        sampled({ name: "t2", unit: "seconds", samples: [[0, 1]], weights: [2] }),
        sampled({ name: "heap", unit: "bytes", samples: [[0, 1]], weights: [512] }),
      ),
    );
    expect(profile.metrics.map(({ id }) => id)).toEqual(["ns", "bytes"]);
    expect(profile.totals).toMatchObject({ ns: 3e9, bytes: 512 });
    expect(profile.callTree!.frames.name).toEqual(expect.arrayContaining(["t1", "t2"]));
    expect(profile.callTree!.frames.name).not.toContain("heap");
    expect(profile.functions.name.toSorted()).toEqual(["fft", "main"]);
  });

  it("frames that are equal are one, and those that do not exist have a name", async () => {
    const doubled = {
      ...file(
        sampled({
          samples: [
            [0, 3],
            [0, 4],
            [0, 99],
          ],
          weights: [1, 2, 4],
        }),
      ),
      shared: { frames: [...frames, frames[1], frames[1]] },
    };
    const profile = await profileFrom(doubled);
    expect(figuresOf(profile)).toMatchObject({
      [fft]: { samples: [3, 3] },
      "[unknown]": { samples: [4, 4] },
    });
    expect(profile.callTree!.length).toBe(3);
    expect(profile.warnings.join()).toContain("1 stacks name a frame that the file does not have");
  });

  it("weights and samples that do not match, and figures that are none", async () => {
    const profile = await profileFrom(
      file(sampled({ unit: "bytes", samples: [[0], [0], [1]], weights: [5, "x"] })),
    );
    expect(profile.totals["bytes"]).toBe(5);
    expect(profile.warnings.join()).toContain("do not fit");
  });

  it("keys in any order: profiles before frames, weights before samples", async () => {
    const text = JSON.stringify({
      profiles: [{ weights: [2, 4], samples: [[0, 1], [0]], unit: "bytes", name: "p", type: "sampled" }],
      shared: { frames },
      $schema: "https://www.speedscope.app/file-format-schema.json",
    });
    expect(figuresOf(await profileFrom(text))[main]).toEqual({ bytes: [4, 6] });
  });

  it("cut anywhere: what is told is true, and it says so", async () => {
    const text = new TextDecoder().decode(hostBytes("pyspy.speedscope.json"));
    const whole = (await profileFrom(text)).totals["ns"]!;
    for (let end = 2; end < text.length - 2; end += 397) {
      const cut = await profileFrom(text.slice(0, end)).catch((error: unknown) => error);
      if (cut instanceof Error) expect(CycleLensError.is(cut, "bad-input"), cut.message).toBe(true);
      else {
        const profile = cut as Awaited<ReturnType<typeof profileFrom>>;
        expect(profile.outcome.status).toBe("truncated");
        expect(profile.totals["ns"] ?? 0).toBeLessThanOrEqual(whole);
      }
    }
  });

  it("a million frames deep", async () => {
    const deep = Array.from({ length: 1_000_000 }, (_, i) => i % 3).join(",");
    const text = JSON.stringify(file(sampled({ samples: "@", weights: [1] }))).replace('"@"', `[[${deep}]]`);
    const profile = await profileFrom(text, "f", 65_536);
    expect(profile.callTree!.length).toBe(1_000_000);
    expect(figuresOf(profile)[main]).toEqual({ samples: [1, 1] });
  });
});
