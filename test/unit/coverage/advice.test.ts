import { describe, expect, it } from "vitest";
import { adviceOfProfile } from "../../../src/core/coverage/adviceProfile";
import { profileOf } from "../profiles";

const said = (picture: Parameters<typeof profileOf>[0]): string[] =>
  adviceOfProfile(profileOf(picture)).map(({ kind, severity, message }) => `${severity} ${kind}: ${message}`);

describe("what a run says beside cryptography", () => {
  it("names the share, the functions and who calls them", () => {
    expect(
      said({
        functions: [
          ["guest::main", 700, 1000],
          ["guest::decode", 100, 300],
          ["memcpy", 150, 150],
          ["compiler_builtins::mem::memset", 50, 50],
        ],
        stacks: [
          "guest::main 700",
          "guest::main;guest::decode 100",
          "guest::main;guest::decode;memcpy 150",
          "guest::main;compiler_builtins::mem::memset 50",
        ],
      }),
    ).toEqual([
      "info advice-memory: copying and clearing memory takes 20.0 % of the run (200 cost, self) in memcpy, compiler_builtins::mem::memset, called from guest::decode, guest::main: pass references instead of values, and reuse buffers",
    ]);
  });
  it.each([
    ["__udivti3", "advice-division"],
    ["<alloc::vec::Vec<u8> as core::clone::Clone>::clone", "advice-clone"],
    ["alloc::raw_vec::finish_grow", "advice-allocation"],
    ["bincode::deserialize_from", "advice-serialisation"],
  ])("%s is %s", (name, kind) => {
    expect(
      said({
        functions: [
          ["main", 900, 1000],
          [name, 100, 100],
        ],
      }).map((text) => text.split(" ")[1]),
    ).toEqual([`${kind}:`]);
  });
  it.each([
    [
      "a small share",
      [
        ["main", 960, 1000],
        ["memcpy", 40, 40],
      ],
    ],
    [
      "a name that only sounds like it",
      [
        ["main", 500, 1000],
        ["guest::memcpy_free::divide", 500, 500],
      ],
    ],
  ] as const)("says nothing of %s", (_, functions) => {
    expect(said({ functions })).toEqual([]);
  });
});
