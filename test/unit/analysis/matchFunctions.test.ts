import { describe, expect, it } from "vitest";
import { matchFunctions, type DocumentPlace } from "../../../src/core/analysis/matchFunctions";
import { functionTable, newFunctionRow } from "../../../src/core/profile/builder";
import { indexFunctions } from "../../../src/core/rust/functionIndex";

const source = `
pub fn free() {}
pub struct Sponge<T>(T);
impl<T> Sponge<T> {
    pub fn new() -> Self { todo!() }
    fn absorb(&mut self) { helper(); fn helper() {} }
}
pub struct Other;
impl Other { pub fn new() -> Self { Other } }
impl<T> core::fmt::Display for Sponge<T> { fn fmt(&self) {} }
impl core::fmt::Debug for Other { fn fmt(&self) {} }
pub trait Digest { fn update(&self) {} }
mod inner { pub fn free() {} }
`;

const here: DocumentPlace = {
  isHere: (file) => file === "hash/src/sponge.rs",
  toDocument: (line) => line - 1,
  crates: new Set(["hash"]),
  modules: ["sponge"],
};

/** `name` or `name @file:line` a row; gives `line name` of the `fn` and the rows that it owns. */
function match(rows: readonly string[], place: DocumentPlace = here): Record<string, number[]> {
  const table = functionTable(
    rows.map((text) => {
      const [name, at] = text.split(" @");
      const row = newFunctionRow(name!);
      if (at === undefined) return row;
      const [file, line] = at.split(":");
      return { ...row, file: file!, line: Number(line) };
    }),
  );
  const { functions } = indexFunctions(source);
  const found = matchFunctions(table, functions, place);
  return Object.fromEntries(
    found.map(({ fn, rows: own }) => [`${functions[fn]!.line} ${functions[fn]!.name}`, [...own]]),
  );
}

describe("by DWARF's file and line", () => {
  it("finds the fn around the line, closures and instances with it", () => {
    const at = "hash/src/sponge.rs";
    expect(
      match([
        `<hash::sponge::Sponge<u8>>::new @${at}:5`,
        `<hash::sponge::Sponge<u64>>::new @${at}:5`,
        `<hash::sponge::Other>::new @${at}:9`,
        `<hash::sponge::Sponge<u8>>::absorb::{closure#0} @${at}:6`,
        `<hash::sponge::Sponge<u8>>::absorb::helper @${at}:6`,
      ]),
    ).toEqual({ "4 new": [0, 1], "8 new": [2], "5 absorb": [3], "5 helper": [4] });
  });

  it("gives nothing to a function of another file, whatever its name", () => {
    expect(match(["hash::sponge::free @other/src/sponge.rs:2"])).toEqual({});
  });

  it("falls back on the type where the line has gone", () => {
    const gone = { ...here, toDocument: () => -1 };
    expect(match(["<hash::sponge::Other>::new @hash/src/sponge.rs:9"], gone)).toEqual({ "8 new": [0] });
  });
});

describe("by name alone", () => {
  it.each([
    ["hash::sponge::free", "1 free"],
    ["hash::sponge::free::{{closure}}", "1 free"],
    ["hash::sponge::inner::free", "12 free"],
    ["hash::sponge::Sponge<T>::new", "4 new"],
    ["<hash::sponge::Other>::new", "8 new"],
    ["<hash::sponge::Sponge<u8> as core::fmt::Display>::fmt", "9 fmt"],
    ["<hash::sponge::Other as core::fmt::Debug>::fmt", "10 fmt"],
    ["<u32 as hash::sponge::Digest>::update", "11 update"],
    ["hash::sponge::Digest::update", "11 update"],
  ])("%s is %s", (name, fn) => expect(match([name])).toEqual({ [fn]: [0] }));

  it.each([
    ["another crate's", "sha3::sponge::free"],
    ["another module's", "hash::other::free"],
    ["the crate root's", "hash::free"],
    ["another trait's", "<hash::sponge::Other as core::fmt::Display>::fmt"],
    ["another type's", "<hash::sponge::Third>::new"],
    ["no Rust function", "[no symbol]"],
  ])("%s function is none of ours: %s", (_what, name) => expect(match([name])).toEqual({}));

  it("leaves out what fits two functions equally well", () => {
    const nowhere = { ...here, crates: null, modules: null };
    expect(match(["x::free"], nowhere)).toEqual({ "1 free": [0] });
    expect(match(["x::inner::free"], nowhere)).toEqual({});
  });
});
