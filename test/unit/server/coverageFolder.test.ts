import path from "node:path";
import { describe, expect, it } from "vitest";
import { resolveCoverage } from "../../../src/core/coverage/coverage";
import { CoverageFolder } from "../../../src/server/coverage/coverageFolder";
import { OpenTexts } from "../../../src/server/coverage/openTexts";
import { readCoverageFiles } from "../../../src/toolchains/coverageInputs";

describe("coverage of a folder", () => {
  it("a change on disk while the folder is being read is not lost", async () => {
    let reads = 0;
    const folder = new CoverageFolder(path.resolve("test/fixtures/coverage/sp1"), {
      resolve: resolveCoverage,
      open: new OpenTexts(),
      evidence: () => Promise.resolve({}),
      readFiles: async (...args) => {
        const files = await readCoverageFiles(...args);
        if (++reads === 1) folder.filesChanged();
        return files;
      },
    });
    await folder.current();
    expect(reads).toBe(2);
    await folder.current();
    expect(reads).toBe(2);
  });
});
