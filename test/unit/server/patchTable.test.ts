import { describe, expect, it } from "vitest";
import { patchCursor } from "../../../src/server/coverage/patchTable";

/** `|` is the cursor. */
const cursor = (picture: string): string | null => {
  const before = picture.slice(0, picture.indexOf("|")).split("\n");
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  const lines = picture.replace("|", "").split("\n");
  const found = patchCursor(lines, position);
  if (found === null) return null;
  const { table, at, crate, git, range } = found;
  const replaced = lines[range.start.line]!.slice(range.start.character, range.end.character);
  return `${table} ${at} ${crate || "-"} ${git ?? "-"} <${replaced}>`;
};

describe("the cursor in a patch table", () => {
  it.each([
    ["[patch.crates-io]\n|", "crates-io key - - <>"],
    ["[patch.crates-io]\n# why\nk256 = {}\n  sh|a", "crates-io key - - <sha>"],
    ['[ patch . "https://x.y/z" ] # here\nsh|', "https://x.y/z key - - <sh>"],
    ['[patch.crates-io]\nsha2 = { git = "ht|', "crates-io git sha2 - <ht>"],
    [
      '[patch.crates-io]\nold = { git = "https://a/b", package = "sha2", tag = "pa|tch" }',
      "crates-io tag sha2 https://a/b <patch>",
    ],
    [
      "[patch.crates-io.sha2]\ngit = 'https://a/b'\ntag = '|'\n[features]\npackage = 'no'\n",
      "crates-io tag sha2 https://a/b <>",
    ],
  ])("%j", (picture, wanted) => {
    expect(cursor(picture)).toBe(wanted);
  });
  it.each([
    ["[dependencies]\nsh|"],
    ["|"],
    ["[patch.crates-io]\n[dependencies]\nsh|"],
    ["[patch.crates-io]\n# sh|"],
    ["[patch.crates-io]\n[patch.|"],
    ["[patch.crates-io]\nsh| = {}"],
    ["[patch.crates-io]\nsha2 = { pa|"],
    ['[patch.crates-io]\nsha2 = { path = "|'],
    ["[patch.crates-io.sha2]\nt|"],
  ])("none: %j", (picture) => {
    expect(cursor(picture)).toBeNull();
  });
});
