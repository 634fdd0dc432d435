import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { digestSources } from "../../../src/runs/sources";
import { profileOf } from "../profiles";
import { tempFolder } from "../tempFolder";

const text = "fn a() {}\nfn b() {}\n";

describe("sources of a run", () => {
  let home = "";
  beforeEach(() => {
    home = tempFolder({
      "cargo/registry/src/index-1/sha2-0.10.9/src/lib.rs": text,
      "rustup/toolchains/zisk/lib/rustlib/src/rust/library/core/src/cmp.rs": text,
      "work/guest/src/main.rs": text,
    });
    vi.stubEnv("CARGO_HOME", path.join(home, "cargo"));
    vi.stubEnv("RUSTUP_HOME", path.join(home, "rustup"));
  });
  afterEach(() => vi.unstubAllEnvs());

  it("are found where the editor finds them: registry, standard library, mapped prefix", async () => {
    const lines = [
      ["/builder/.cargo/registry/src/index-9/sha2-0.10.9/src/lib.rs", 1, 10],
      ["/rustc/0123abcd/library/core/src/cmp.rs", 2, 3],
      ["/remapped/src/main.rs", 1, 2],
      ["/nowhere/gone.rs", 1, 1],
    ] as const;
    const rows = await digestSources(profileOf({ lines }), [], {
      "/remapped": path.join(home, "work/guest"),
    });
    expect(rows.map((row) => [row.file, path.relative(home, row.path)])).toEqual([
      [lines[0][0], "cargo/registry/src/index-1/sha2-0.10.9/src/lib.rs"],
      [lines[1][0], "rustup/toolchains/zisk/lib/rustlib/src/rust/library/core/src/cmp.rs"],
      [lines[2][0], "work/guest/src/main.rs"],
    ]);
    expect(rows.map((row) => row.hashes.length)).toEqual([1, 1, 1]);
  });
});
