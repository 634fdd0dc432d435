import { describe, expect, it } from "vitest";
import { mapSourcePath, type SourceMapOptions } from "../../../src/core/symbols/sourceMap";

const machine: SourceMapOptions = {
  roots: ["/home/me/guest"],
  rustSources: ["/rust/lib/rustlib/src/rust"],
  registrySources: ["/home/me/.cargo/registry/src/index.crates.io-1"],
  gitCheckouts: ["/home/me/.cargo/git/checkouts"],
};
const first = (path: string, options: SourceMapOptions = machine): string | undefined =>
  mapSourcePath(path, options)[0];

describe("where a source is on this machine", () => {
  it.each([
    ["/home/me/guest/src/main.rs", "/home/me/guest/src/main.rs"],
    ["src/main.rs", "/home/me/guest/src/main.rs"],
    [
      "/rustc/ac68faa20/library/core/src/num/mod.rs",
      "/rust/lib/rustlib/src/rust/library/core/src/num/mod.rs",
    ],
    ["vendored/rust/library/alloc/src/vec/mod.rs", "/rust/lib/rustlib/src/rust/library/alloc/src/vec/mod.rs"],
    [
      "vendored/sha2-0.10.9/src/sha256.rs",
      "/home/me/.cargo/registry/src/index.crates.io-1/sha2-0.10.9/src/sha256.rs",
    ],
  ])("%s → %s", (path, expected) => {
    expect(first(path)).toBe(expected);
  });

  it("a registry of another machine, a git checkout, a container's root", () => {
    expect(
      mapSourcePath("/home/dev/.cargo/registry/src/github.com-1ecc/ruint-1.12.3/src/lib.rs", machine),
    ).toContain("/home/me/.cargo/registry/src/index.crates.io-1/ruint-1.12.3/src/lib.rs");
    expect(
      mapSourcePath("/home/dev/.cargo/git/checkouts/zisk-9f/ab12cd/ziskos/src/lib.rs", machine),
    ).toContain("/home/me/.cargo/git/checkouts/zisk-9f/ab12cd/ziskos/src/lib.rs");
    expect(mapSourcePath("/build/guest/src/main.rs", machine)).toContain("/home/me/guest/src/main.rs");
    expect(mapSourcePath("/app/crates/core/src/lib.rs", machine)).toContain(
      "/home/me/guest/crates/core/src/lib.rs",
    );
  });

  it("a dependency's src/lib.rs is never the workspace's", () => {
    for (const path of [
      "/home/dev/.cargo/registry/src/x/ruint-1.12.3/src/lib.rs",
      "/rustc/ac68faa20/library/core/src/lib.rs",
      "/home/dev/.cargo/git/checkouts/zisk-9f/ab12cd/src/lib.rs",
    ])
      expect(mapSourcePath(path, machine)).not.toContain("/home/me/guest/src/lib.rs");
  });

  it("the user's longest prefix comes first, at a whole segment", () => {
    const options = { ...machine, prefixes: { "/app": "/a", "/app/guest": "/b", "rel/": "sub" } };
    expect(first("/app/guest/src/main.rs", options)).toBe("/b/src/main.rs");
    expect(first("/app/guest2/src/main.rs", options)).toBe("/a/guest2/src/main.rs");
    expect(first("/application/x.rs", options)).toBe("/application/x.rs");
    expect(first("rel/x.rs", options)).toBe("/home/me/guest/sub/x.rs");
  });

  it("Windows", () => {
    const options = { roots: ["C:\\work\\guest"], prefixes: { "D:\\a\\guest": "C:\\work\\guest" } };
    expect(first("D:\\a\\guest\\src\\main.rs", options)).toBe("C:/work/guest/src/main.rs");
    expect(first("C:\\work\\guest\\src\\..\\src\\main.rs", options)).toBe("C:/work/guest/src/main.rs");
    expect(first("src/main.rs", options)).toBe("C:/work/guest/src/main.rs");
  });

  it("never climbs out", () => {
    const options = { ...machine, prefixes: { "/x": "/y" } };
    for (const path of [
      "../../etc/passwd",
      "a/../../../etc/passwd",
      "/x/../../etc/passwd",
      "vendored/a-1.0.0/../../../e",
    ])
      for (const candidate of mapSourcePath(path, options)) expect(candidate).not.toMatch(/\.\./);
    expect(mapSourcePath("../../etc/passwd", machine)).not.toContain("/etc/passwd");
    expect(mapSourcePath("a\0b", machine)).toEqual([]);
    expect(mapSourcePath("", machine)).toEqual([]);
  });
});
