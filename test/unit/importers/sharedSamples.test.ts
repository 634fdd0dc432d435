import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkErrors } from "../../../scripts/verify/errors";
import { checkGuest } from "../../../scripts/verify/guest";
import { checkFile, whyNoArtefact } from "../../../scripts/verify/sample";

const root = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/zisk");
const here = existsSync(root);
if (!here) console.log(`skipped: the real samples of ${root}, which is not there`);

describe.skipIf(!here && process.env["CYCLELENS_REQUIRE_SHARED"] !== "1")("every real sample", () => {
  const files = here
    ? readdirSync(root, { recursive: true, withFileTypes: true, encoding: "utf8" })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
        .sort()
    : [];

  it("is there", () => expect(files.length).toBeGreaterThan(300));

  it.each(files.filter((file) => whyNoArtefact(file) === null))(
    "%s imports and agrees with itself",
    async (file) => {
      for (const row of await checkFile(root, file)) expect(row.problems, row.what).toEqual([]);
    },
  );

  it.each(files.filter((file) => path.basename(file) === "expected.json"))("%s holds", async (file) => {
    const expected: unknown = JSON.parse(readFileSync(path.join(root, file), "utf8"));
    const folder = path.dirname(file);
    const rows = Array.isArray(expected)
      ? await checkErrors(folder, expected)
      : await checkGuest(path.join(root, folder), folder, expected as Record<string, unknown>);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.problems, row.what).toEqual([]);
  });
});
