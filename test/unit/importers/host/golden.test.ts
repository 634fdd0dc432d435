import { describe, expect, it } from "vitest";
import { figuresOf, golden, hostBytes, profileFrom } from "./hostSamples";

describe("real files of other tools, against figures that other code read out of them", () => {
  for (const [name, wanted] of Object.entries(golden))
    it(`${name}: every function's self and total`, async () => {
      const profile = await profileFrom(hostBytes(name), name);
      const figures = figuresOf(profile);
      expect(profile.outcome.status).toBe("ok");
      expect(Object.keys(figures).sort()).toEqual(Object.keys(wanted.functions).sort());
      for (const [fn, metrics] of Object.entries(wanted.functions))
        for (const [metric, [self, total]] of Object.entries(metrics)) {
          expect(figures[fn]![metric]![0], `self ${metric} of ${fn}`).toBeCloseTo(self, 2);
          expect(figures[fn]![metric]![1], `total ${metric} of ${fn}`).toBeCloseTo(total, 2);
        }
      for (const [metric, sum] of Object.entries(wanted.whole))
        expect(profile.totals[metric]).toBeCloseTo(sum, 2);
    });
});
