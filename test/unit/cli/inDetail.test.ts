import { describe, expect, it } from "vitest";
import { full, inDetail, mostFollowed, plain, type Detail } from "../../../src/cli/inDetail";
import { settings } from "../../../src/host/contributions";
import type { Profile } from "../../../src/core/profile/model";

/** A guest of so many steps; `asked` are its runs. */
function guest(totals: Record<string, number>, asked: Detail[]): (detail: Detail) => Promise<Profile> {
  return (detail) => {
    asked.push(detail);
    return Promise.resolve({
      totals,
      warnings: [asked.length === 1 ? "first" : "second"],
    } as unknown as Profile);
  };
}

describe("runs of the editor", () => {
  it.each([
    ["a short one is run again with everything recorded", { steps: mostFollowed }, [plain, full], "second"],
    ["a long one is run once", { steps: mostFollowed + 1 }, [plain], "first"],
    ["SP1 counts cycles", { cycles: 1000 }, [plain, full], "second"],
  ])("%s", async (_name, totals, runs, shown) => {
    const asked: Detail[] = [];
    const profile = await inDetail(guest(totals as Record<string, number>, asked), undefined);
    expect([asked, profile.warnings]).toEqual([runs, [shown]]);
  });

  it("how long a run may be for that is a setting, whose default the command line knows", async () => {
    const asked: Detail[] = [];
    await inDetail(guest({ steps: 100 }, asked), undefined, 99);
    expect(asked).toEqual([plain]);
    expect(1e6 * settings["engine.inlinedUpTo"]).toBe(mostFollowed);
  });

  it("one that is stopped keeps what it had", async () => {
    const first = new AbortController();
    first.abort();
    const asked: Detail[] = [];
    await inDetail(guest({ steps: 10 }, asked), first.signal);
    expect(asked).toEqual([plain]);
    const second = new AbortController();
    const run = guest({ steps: 10 }, asked);
    asked.length = 0;
    const profile = await inDetail((detail) => {
      if (detail.inlined) second.abort();
      return run(detail);
    }, second.signal);
    expect([asked, profile.warnings]).toEqual([[plain, full], ["first"]]);
  });
});
