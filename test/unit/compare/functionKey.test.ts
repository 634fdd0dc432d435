import { describe, expect, it } from "vitest";
import { functionKey } from "../../../src/core/compare/functionKey";

describe("what functions of two builds are matched by", () => {
  it.each([
    // Generics, turbofish, const generics.
    ["a::b::f::<u8>", "a::b::f"],
    ["a::b::f<u8>", "a::b::f"],
    ["a::f::<{ 3 }>", "a::f"],
    ["keccak::keccak_p::<u64, 24>", "keccak::keccak_p"],
    ["<a::Vec<T>>::push", "a::Vec::push"],
    ["a::Vec<T>::push", "a::Vec::push"],
    // Closures belong to the function they stand in, however they are numbered.
    ["a::f::{{closure}}", "a::f"],
    ["a::f::{closure#0}", "a::f"],
    ["a::f::{closure#0}::{closure#2}", "a::f"],
    ["core::ops::FnOnce::call_once{{vtable.shim}}", "core::ops::FnOnce::call_once"],
    // Impls: numbered ones lose the number, a trait's method keeps type and trait.
    ["a::m::{impl#3}::f", "a::m::f"],
    ["<a::S<T> as c::Tr<U>>::f", "a::<S as Tr>::f"],
    ["a::m::<impl c::Tr for a::S>::f", "a::m::<S as Tr>::f"],
    ["<u8 as a::Enc>::enc", "<u8 as Enc>::enc"],
    ["<u64 as a::Enc>::enc", "<u64 as Enc>::enc"],
    ["<[u8] as a::Enc>::enc", "<[u8] as Enc>::enc"],
    ["<dyn a::Tr as b::X>::m", "a::<Tr as X>::m"],
    // A function within a method, in both manglings.
    ["<core::fmt::Formatter>::pad::prefix", "core::fmt::Formatter::pad::prefix"],
    ["core::fmt::Formatter::pad::prefix", "core::fmt::Formatter::pad::prefix"],
    ["<a::S<T> as c::Tr>::f::<T>::inner::<T>", "a::<S as Tr>::f::inner"],
    ["a::f::<<u8 as b::Tr>::Out, u16>", "a::f"],
    // Hashes of both manglings, and what LLVM and linkers append.
    ["a::f::h0123456789abcdef", "a::f"],
    ["a::f::h0123456789abcdef.llvm.123456", "a::f"],
    ["core[84684d71]::f", "core::f"],
    ["_ZN4core3fmt17h0123456789abcdefE", "_ZN4core3fmtE"],
    ["a::f.llvm.6149286871", "a::f"],
    ["memcpy.cold", "memcpy"],
    ["a::f.part.0.llvm.99", "a::f"],
    ["f.constprop.0.isra.1", "f"],
    // What is no path stays as it is.
    ["memcpy", "memcpy"],
    ["[no symbol]", "[no symbol]"],
    ["[data initialisation]", "[data initialisation]"],
    ["", ""],
    ["::", "::"],
    // Nor is a Go function, a method of C++ or JavaScript, or a type of OpenVM: none is merged with its neighbours.
    ["runtime.mallocgc", "runtime.mallocgc"],
    ["main.(*Tree).walk", "main.(*Tree).walk"],
    ["std::vector<int>::push_back(int)", "std::vector<int>::push_back(int)"],
    ["Module._compile", "Module._compile"],
    [
      "VmAirWrapper<Rv32BaseAluAdapterAir, BaseAluCoreAir<4, 8>>",
      "VmAirWrapper<Rv32BaseAluAdapterAir, BaseAluCoreAir<4, 8>>",
    ],
    ["Poseidon2Air<BabyBearParameters>, 1>", "Poseidon2Air<BabyBearParameters>, 1>"],
    ["do_call<F, ()>", "do_call"],
    // Names of Rust may have any letter.
    ["a::größe::<u8>", "a::größe"],
    ["a::r#loop::<u8>", "a::loop"],
  ])("%s is %s", (name, key) => {
    expect(functionKey(name)).toBe(key);
  });

  it("is itself again: a key of a key changes nothing", () => {
    for (const name of [
      "a::<S as Tr>::f",
      "a::m::<S as Tr>::f",
      "<a::m::S<u8> as b::Tr<u16>>::f::<u32>",
      "a::f::<<u8 as b::Tr>::Out, u16>",
      "a::Vec::push",
      "memcpy",
      "<u8 as Enc>::enc",
    ])
      expect(functionKey(functionKey(name))).toBe(functionKey(name));
  });

  it("takes a hostile name in time and never throws", () => {
    for (const name of ["<".repeat(20_000), "a::".repeat(20_000), ".llvm.1".repeat(5_000), "[".repeat(9_999)])
      expect(typeof functionKey(name)).toBe("string");
  });
});
