import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
// @ts-expect-error -- a plain script
import { hostMessages } from "../../../scripts/l10n.mjs";

it("the bundle has every message of the host and no other (node scripts/l10n.mjs writes it)", () => {
  const bundle = path.resolve(import.meta.dirname, "../../../l10n/bundle.l10n.json");
  expect(Object.keys(JSON.parse(readFileSync(bundle, "utf8")))).toEqual(hostMessages());
});
