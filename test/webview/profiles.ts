import type { Profile } from "../../src/core/profile/model";
import { functionTable, profileFromTree, profileOf } from "../unit/flame/pictures";

/** A small guest with libraries, recursion and an inlined function. */
export function guestProfile(): Profile {
  const picture = `
    _start 20
      guest::main 300
        guest::input::read 500
          serde::de::Deserialize::deserialize 900
            alloc::vec::Vec<T>::push 400
              alloc::raw_vec::grow 150
        guest::state::State::apply 1200
          guest::merkle::root 800
            guest::merkle::root 700
              guest::merkle::root 650
                tiny_keccak::keccakf 9000
            tiny_keccak::keccakf 5200
          guest::codec::encode~ 600
            core::fmt::write 450
          revm::interpreter::run 4200
            revm::instructions::add 1900
            revm::instructions::mul 2600
            revm::instructions::sload 3300
              alloc::collections::btree::map::get 2100
        guest::check 350
          k256::ecdsa::verify 7800
            k256::arithmetic::mul 6400
          guest::state::State::apply 150
            tiny_keccak::keccakf 1100
        guest::output::write 90
  `;
  const base = profileFromTree(picture, { unattributed: { cost: 180 } });
  const { functions, callTree } = base;
  const library = new Set(["serde", "revm", "k256", "tiny_keccak", "alloc", "core"]);
  const crate = functions.name.map((name) => /^(\w+)::/.exec(name)?.[1] ?? null);
  const file = functions.name.map((name, row) => {
    const of = crate[row];
    if (!of) return null;
    const leaf = `${name.split("::").at(-2) ?? "lib"}.rs`.replace(/[<>]/g, "");
    return library.has(of)
      ? `/home/me/.cargo/registry/src/index/${of}-1.0.0/src/${leaf}`
      : `/home/dev/guest/src/${leaf}`;
  });
  const steps = callTree!.self["cost"]!.map((cost) => Math.round(cost / 7) + 1);
  return {
    ...base,
    totals: { variable: callTree!.self["cost"]!.reduce((a, b) => a + b) + 180 },
    callTree: { ...callTree!, self: { ...callTree!.self, steps } },
    functions: functionTable(functions.name, {
      crate,
      file,
      line: Int32Array.from(functions.name, (_, row) => 10 + 7 * row),
      calls: Float64Array.from(functions.name, (_, row) => 3 + row * row * 11),
      self: { cost: Float64Array.from(functions.name, (name) => selfOf(base, name)) },
    }),
  };
}

/** As the embedded engine gives it: a call tree, and the same with what was inlined. */
export function engineProfile(): Profile {
  const profile = profileFromTree(`
    guest::main 300
      guest::hash::block 9700
        tiny_keccak::keccakf 4000
      guest::output::write 900
  `);
  const { callTree } = profileFromTree(`
    guest::main 100
      core::iter::fold~ 200
        guest::hash::block 3700
          guest::hash::mix~ 5000
            core::num::rotate_left~ 1000
          tiny_keccak::keccakf 4000
      guest::output::write 900
  `);
  const { frames } = callTree!;
  const name = frames.name.map((text) => text.replace("~", ""));
  const func = frames.func.map((row, at) => (row < 0 ? -1 : profile.functions.name.indexOf(name[at]!)));
  const cost = callTree!.self["cost"]!;
  const self = { cost, memory: cost.map((value) => value / 10) };
  return { ...profile, inlinedTree: { ...callTree!, self, frames: { ...frames, name, func } } };
}

function selfOf({ callTree }: Profile, name: string): number {
  const { frames, frame, self } = callTree!;
  return frame.reduce((sum, at, node) => (frames.name[at] === name ? sum + self["cost"]![node]! : sum), 0);
}

/** Functions only, as a text report lists them. */
export function reportProfile(): Profile {
  const names = ["guest::main", "guest::state::State::apply", "tiny_keccak::keccakf", "k256::ecdsa::verify"];
  const total = { cost: Float64Array.of(48_000, 31_000, 15_300, 14_200) };
  return profileFromTree("", {
    callTree: null,
    functions: functionTable(names, { total }),
    totals: { variable: 50_000 },
  });
}

export const hostileNames = [
  "</script><script>window.hacked=1</script>",
  '"><img src=x onerror="window.hacked=1">',
  "`${window.hacked=1}`",
  "[x](command:workbench.action.quit)",
  "a\u202eb\u0000c\u2028d",
  "{0} {1}",
  "fold_(*[\\",
  "x".repeat(1_000_000),
];

export function hostileProfile(): Profile {
  const count = hostileNames.length;
  return profileOf(
    hostileNames,
    new Int32Array(count).fill(-1),
    Int32Array.from({ length: count }, (_, row) => row),
    { cost: new Float64Array(count).fill(100) },
  );
}

export function deepProfile(depth: number): Profile {
  return profileOf(
    ["guest::a", "guest::b", "guest::c"],
    Int32Array.from({ length: depth }, (_, node) => node - 1),
    Int32Array.from({ length: depth }, (_, node) => node % 3),
    { cost: new Float64Array(depth).fill(1) },
  );
}
