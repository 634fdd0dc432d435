import { describe, expect, it } from "vitest";
import { indexFunctions } from "../../../src/core/rust/functionIndex";

/** `line: module::Type as Trait::name` a function, as one reads it. */
function picture(source: string): string[] {
  return indexFunctions(source).functions.map((f) => {
    const owner =
      f.implType === null && f.trait === null
        ? ""
        : `<${f.implType ?? "_"}${f.trait ? ` as ${f.trait}` : ""}>::`;
    return `${f.line}-${f.endLine} ${f.path.map((p) => `${p}::`).join("")}${owner}${f.name}`;
  });
}

describe("indexFunctions", () => {
  it("tells modules, impls, traits and nested functions apart", () => {
    const source = `
mod hash {
    pub fn free() {}
    impl<T: Copy> Sponge<T> {
        #[inline(never)]
        pub fn absorb<'a>(&'a mut self, block: [u8; 4]) -> u32 {
            fn inner() {}
            let twice = |x: u32| x + 1;
            twice(1)
        }
    }
    impl<'a, T> core::fmt::Display for &'a outer::Sponge<T> where T: Copy {
        fn fmt(&self) {}
    }
    trait Digest { fn update(&mut self); fn finish(&self) {} }
}
fn main() {}`;
    expect(picture(source)).toEqual([
      "2-2 hash::free",
      "5-9 hash::<Sponge>::absorb",
      "6-6 hash::absorb::inner",
      "12-12 hash::<Sponge as Display>::fmt",
      "14-14 hash::<_ as Digest>::update",
      "14-14 hash::<_ as Digest>::finish",
      "16-16 main",
    ]);
  });

  it("finds functions that stand in a macro's brackets", () => {
    const source = `
cfg_if::cfg_if! { if #[cfg(x)] { pub fn fast<T>(a: [u8; 2]) -> u8 { let s = "fn no() {"; 'f'; 1 } } else { fn slow(); } }
macro_rules! make { ($n:ident) => { fn $n() {} } }
ziskos::entrypoint!(main);
`;
    expect(picture(source)).toEqual(["1-1 fast", "1-1 slow"]);
  });

  it("keeps the others when one function is half typed", () => {
    const source = "fn a() {}\nfn b() { let x = foo(\n\nfn c() {}\nimpl S { fn d() {} }\n";
    const names = indexFunctions(source).functions.map((f) => f.name);
    expect(names).toEqual(expect.arrayContaining(["a", "b", "d"]));
    expect(indexFunctions(source).errors).toBeGreaterThan(0);
    expect(indexFunctions("fn a() {}").errors).toBe(0);
  });

  it("calls a raw identifier by its name", () => {
    expect(picture('unsafe extern "C" fn r#try() {}')).toEqual(["0-0 try"]);
  });

  it.each([
    ["brackets 100,000 deep", "((([".repeat(25_000)],
    ["open braces", `fn a() ${"{".repeat(100_000)}`],
    ["open generics", `fn a${"<".repeat(100_000)}`],
    ["modules 20,000 deep", "mod a { ".repeat(20_000)],
    ["an endless raw string in a macro", `m! { ${'r#"'.repeat(50_000)} }`],
    ["bytes", Array.from({ length: 50_000 }, (_, i) => String.fromCharCode((i * 7919) % 65_536)).join("")],
  ])("survives %s", (_what, text) => {
    expect(indexFunctions(text).functions.length).toBeLessThan(10);
  });
});

describe("the entry point", () => {
  it.each([
    ["ziskos::entrypoint!(main);\nfn main() {}", { line: 0, sdk: "ziskos", target: "main" }],
    ["use sp1_zkvm::entrypoint;\n\nentrypoint!( run );", { line: 2, sdk: null, target: "run" }],
    ["ziskos::entrypoint!();", { line: 0, sdk: "ziskos", target: null }],
    ["// ziskos::entrypoint!(main);\nfn main() {}", null],
  ])("%j", (source, expected) => expect(indexFunctions(source).entry).toEqual(expected));
});
