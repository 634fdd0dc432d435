import { describe, expect, it } from "vitest";
import { parseFunctionName } from "../../../src/core/analysis/functionName";

function picture(name: string): string | null {
  const parsed = parseFunctionName(name);
  if (!parsed) return null;
  const { crate, modules, type, trait, traitCrate } = parsed;
  const owner = type === null ? "" : `<${type}${trait === null ? "" : ` as ${traitCrate ?? "?"}/${trait}`}> `;
  return `${crate ?? "-"} | ${modules.join(".")} | ${owner}${parsed.name}`;
}

describe("parseFunctionName", () => {
  it.each([
    ["main", "- |  | main"],
    ["hash::with_sha2", "hash |  | with_sha2"],
    ["mini::math::fib", "mini | math | fib"],
    ["hash::run::{{closure}}", "hash |  | run"],
    ["hash::run::{closure#0}::{closure#3}", "hash |  | run"],
    ["core::ptr::drop_in_place::<bincode::error::DecodeError>", "core | ptr | drop_in_place"],
    ["alloc::vec::Vec<T,A>::push", "alloc | vec.Vec | push"],
    ["<rt::Uart as core::fmt::Write>::write_str", "rt |  | <Uart as core/Write> write_str"],
    ["<core::fmt::Formatter>::pad", "core | fmt | <Formatter> pad"],
    ["core::fmt::num::<impl core::fmt::Display for u32>::fmt", "core | fmt.num | <u32 as core/Display> fmt"],
    ["a::m::<impl a::S<T>>::go::{{closure}}", "a | m | <S> go"],
    ["<&mut [u8; 4] as core::fmt::Debug>::fmt", "- |  | <[u8; 4] as core/Debug> fmt"],
    ["<fn(u8) -> u8 as a::Call<fn() -> u8>>::call", "- |  | <fn as a/Call> call"],
    ["<W<S> as d::Update>::update::{closure#0}", "- |  | <W as d/Update> update"],
    ["[no symbol]", null],
    ["", null],
    ["::", null],
    ["<<<", null],
  ])("%s", (name, expected) => expect(picture(name)).toBe(expected));

  it("is linear in a hostile name", () => {
    expect(parseFunctionName(`${"<".repeat(1_000_000)}a`)).toBeNull();
    expect(parseFunctionName("a::".repeat(300_000))?.name).toBe("a");
  });
});
