import { describe, expect, it } from "vitest";
import { crateOfSymbol, demangle } from "../../../src/core/symbols/demangle";
import { readElf } from "../../../src/core/symbols/elf";
import { hasShared, ours, recorded, textOf } from "./files";

describe("names as people read them", () => {
  it("real names of Rust guests read as ziskemu prints them, with the crate of the impl", () => {
    const rows = textOf(ours("symbols/names.txt")).trim().split("\n");
    expect(rows.length).toBeGreaterThan(60);
    for (const row of rows) {
      const [raw = "", crate = "", ...name] = row.split(" ");
      expect([demangle(raw), crateOfSymbol(raw)]).toEqual([name.join(" "), crate === "-" ? null : crate]);
    }
  });

  it("names of C++ guests read as ziskemu prints them", () => {
    const rows = textOf(ours("symbols/cppNames.txt")).trim().split("\n");
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      const [raw = "", ...name] = row.split(" ");
      expect(demangle(raw)).toBe(name.join(" "));
      expect(crateOfSymbol(raw)).toBeNull();
    }
  });

  it.each([
    ["a copy", "_ZN3foo3barEi.constprop.0.isra.1", "foo::bar(int) [clone .constprop.0] [clone .isra.1]"],
    ["a thunk", "_ZThn16_NK4Both4nameEv", "{virtual override thunk({offset(-16)}, Both::name() const)}"],
    ["a literal's type", "_Z1fILm5ELb0EEvv", "void f<(unsigned long)5, false>()"],
    ["an expression", "_Z4decoIiEDTplfp_Li1EET_", null],
    ["a substitution that is not there", "_Z1fS5_", null],
    ["a name that is cut off", "_ZN3foo3ba", null],
    ["scopes without end", `_ZN${"1a".repeat(6000)}Ev`, null],
    ["pointers without end", `_Z1f${"P".repeat(5000)}i`, null],
    [
      "types that double",
      `_Z1f${Array.from({ length: 30 }, (_, i) => `1TI${i === 0 ? "i" : `S${(2 * i - 2).toString(36).toUpperCase()}_`.repeat(2)}E`).join("")}`,
      null,
    ],
  ])("C++: %s", (_, raw, name) => {
    expect(demangle(raw)).toBe(name ?? raw);
  });

  it.each([
    ["_ZN4mini4math3fib17h0123456789abcdefE", "mini::math::fib", "mini"],
    [
      "_ZN49_$LT$mini..Tree$u20$as$u20$mini..hash..Hasher$GT$6update28_$u7b$$u7b$closure$u7d$$u7d$17h2222222222222222E",
      "<mini::Tree as mini::hash::Hasher>::update::{{closure}}",
      "mini",
    ],
    [
      "_ZN50_$LT$$RF$mut$u20$W$u20$as$u20$core..fmt..Write$GT$9write_str17h0a0b0c0d0e0f0a0bE",
      "<&mut W as core::fmt::Write>::write_str",
      "core",
    ],
    [
      "_ZN4core3ptr42drop_in_place$LT$alloc..string..String$GT$17h0123456789abcdefE",
      "core::ptr::drop_in_place<alloc::string::String>",
      "core",
    ],
    ["_ZN3foo3bar17h0123456789abcdefE.llvm.0123ABCD", "foo::bar", "foo"],
    ["_ZN3foo3bar17h0123456789abcdefE.cold", "foo::bar.cold", "foo"],
  ])("legacy %s", (raw, name, crate) => {
    expect([demangle(raw), crateOfSymbol(raw)]).toEqual([name, crate]);
  });

  // The examples follow the grammar of RFC 2603, one for each rule.
  it.each([
    ["_RNvC6_123foo3bar", "123foo::bar", "123foo"],
    ["_RNvCs1234_7mycrate3foo", "mycrate::foo", "mycrate"],
    ["_RNCNvC7mycrate3foo0", "mycrate::foo::{closure#0}", "mycrate"],
    ["_RNCNvC7mycrate3foos_0", "mycrate::foo::{closure#1}", "mycrate"],
    ["_RINvC7mycrate3foolE", "mycrate::foo::<i32>", "mycrate"],
    ["_RINvC7mycrate3fooKj10_E", "mycrate::foo::<16>", "mycrate"],
    ["_RINvC7mycrate3fooKln5_E", "mycrate::foo::<-5>", "mycrate"],
    ["_RINvC7mycrate3fooKb1_Kc61_E", "mycrate::foo::<true, 'a'>", "mycrate"],
    ["_RINvC7mycrate3fooRe3_E", null, null],
    ["_RINvC7mycrate3fooReQlPhOhE", "mycrate::foo::<&str, &mut i32, *const u8, *mut u8>", "mycrate"],
    ["_RINvC7mycrate3fooAhj4_ShTlmETlEE", "mycrate::foo::<[u8; 4], [u8], (i32, u32), (i32,)>", "mycrate"],
    [
      "_RINvC7mycrate3fooFllEbFUKCEuE",
      'mycrate::foo::<fn(i32, i32) -> bool, unsafe extern "C" fn()>',
      "mycrate",
    ],
    ["_RINvC7mycrate3fooDNtC7mycrate2TrEL_E", "mycrate::foo::<dyn mycrate::Tr>", "mycrate"],
    ["_RINvC7mycrate3fooDG_INtC7mycrate2TrRL0_eEp3OuteL_E", null, null],
    [
      "_RINvC7mycrate3fooDG_INtC7mycrate2TrRL0_eEp3OutyEL_E",
      "mycrate::foo::<dyn for<'a> mycrate::Tr<&'a str, Out = u64>>",
      "mycrate",
    ],
    ["_RNvMs_C5ownerNtC5other3Foo3new", "<other::Foo>::new", "owner"],
    ["_RNvXC5ownerNtC5other3FooNtC5third5Trait3run", "<other::Foo as third::Trait>::run", "owner"],
    ["_RNvYhNtC5third5Trait3run", "<u8 as third::Trait>::run", "third"],
    ["_RNvC7mycrateu8gdel_5qa", "mycrate::gödel", "mycrate"],
    ["_RINvC7mycrate3fooNtB2_3BarE", "mycrate::foo::<mycrate::Bar>", "mycrate"],
    ["_RINvC7mycrate3fooRe616263_E", null, null],
    ["_RINvC7mycrate3fooKRe616263_E", 'mycrate::foo::<"abc">', "mycrate"],
    ["_RINvC7mycrate3fooKVNtC7mycrate1SS1xKj1_EE", null, null],
    ["_RINvC7mycrate3fooKVNtC7mycrate1SS1xj1_EE", "mycrate::foo::<{mycrate::S { x: 1 }}>", "mycrate"],
  ])("v0 %s", (raw, name, crate) => {
    expect(demangle(raw)).toBe(name ?? raw);
    if (name !== null) expect(crateOfSymbol(raw)).toBe(crate);
  });

  it.each([
    ["_ZN2ns1fEi", "ns::f(int)"],
    ["_ZN2ns3BoxC1Ev", "ns::Box::Box()"],
    ["_ZNK2ns3Box3getEPKcd", "ns::Box::get(char const*, double) const"],
    ["_Z4mainiPPc", "main(int, char**)"],
    ["_ZNSt6vectorIiSaIiEE9push_backEi", "std::vector<int, std::allocator<int> >::push_back(int)"],
    ["main", "main"],
    ["", ""],
  ])("C++ and C %s", (raw, name) => {
    expect(demangle(raw)).toBe(name);
  });

  it("a hostile name is bounded and comes back", () => {
    const deep = `_RINvC1a1b${"R".repeat(100_000)}lE`;
    expect(demangle(deep)).toBe(deep);
    // Each level doubles the one before: 2^20 words if it were followed.
    let name = "_RINvC1a1bTllE";
    let last = name.indexOf("T");
    for (let i = 0; i < 20; i++) {
      const here = name.length;
      const back = `B${base62(last - 2)}`;
      name += `T${back}${back}E`;
      last = here;
    }
    expect(demangle(`${name}E`).length).toBeLessThan(20_000);
  });
});

function base62(value: number): string {
  if (value === 0) return "_";
  const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  let text = "";
  for (let rest = value - 1; text === "" || rest > 0; rest = Math.floor(rest / 62))
    text = digits[rest % 62]! + text;
  return `${text}_`;
}

describe.runIf(hasShared)("every function that ziskemu lists is a symbol by that name", () => {
  it.each(["hash", "accel", "modexp", "evm", "evm-accel"])("%s", (guest) => {
    const elf = readElf(recorded(guest, "guest.elf.gz")!);
    const names = new Set(elf.symbols.name);
    const report = textOf(recorded(guest, "functions_all.txt", "functions_all.txt.gz")!);
    const lists = report.slice(
      report.indexOf("TOP STEP FUNCTIONS"),
      report.search(/\n(?:DETAIL|PROFILE TAGS)/) >>> 0,
    );
    const listed = [...lists.matchAll(/^\s+[\d,]+\s+[\d.]+%\s+[\d,]+\s+[\d,]+ (.*)$/gm)].map((m) => m[1]!);
    expect(listed.length).toBeGreaterThan(50);
    expect(listed.filter((name) => !names.has(name) && name !== "ziskos::BIOS")).toEqual([]);
  });
});
