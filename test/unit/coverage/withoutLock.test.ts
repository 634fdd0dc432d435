import { describe, expect, it } from "vitest";
import { profileOf } from "../profiles";
import { cellOf, cover } from "./answers";

const manifest = (name: string, rest: string): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\n${rest}`;

describe("a guest without a lock", () => {
  const files = {
    "guest/Cargo.toml": manifest(
      "guest",
      '[dependencies]\nziskos = "1.1.0"\nsha2 = "0.10"\nchain = { path = "../chain" }\n',
    ),
    "chain/Cargo.toml": manifest(
      "chain",
      '[dependencies]\nledger = { path = "../ledger" }\n[dev-dependencies]\np256 = "0.13"\n',
    ),
    "ledger/Cargo.toml": manifest(
      "ledger",
      '[dependencies]\nchain = { path = "../chain" }\n[target.\'cfg(target_os = "zkvm")\'.dependencies]\ncurve = { version = "0.13", package = "k256" }\n',
    ),
  };
  it("has a row of what its manifest and those of its path dependencies name, unknown, with the way to a lock", () => {
    const answer = cover(files);
    expect(answer.guests.map(({ name }) => name)).toEqual(["guest"]);
    expect(
      answer.guests[0]!.crates.map(({ crate, state, path }) => [crate, state, path.join(" → ")]),
    ).toEqual([
      ["sha2", "unknown", "guest → sha2"],
      ["k256", "unknown", "guest → chain → ledger → k256"],
    ]);
    for (const { reason } of answer.guests[0]!.crates)
      expect(reason).toMatch(/^there is no guest\/Cargo\.lock; run `cargo generate-lockfile`/);
    expect(cellOf(answer, "secp256k1")).toMatchObject({ state: "unknown" });
  });
});

describe("no manifest names an SDK, and a run is at hand", () => {
  const files = {
    "evm/Cargo.toml": manifest(
      "evm",
      '[dependencies]\nrt = { path = "../../rt" }\ncore = { path = "../core" }\n',
    ),
    "core/Cargo.toml": manifest("core", '[dependencies]\nrevm = "43"\n'),
  };
  const profile = profileOf({
    functions: [
      ["main", 1, 1000],
      ["sha2::sha256::compress256", 600, 600],
    ],
  });
  it("the package that nobody links is the guest of the run's machine, and the run's warning signs are told", () => {
    const answer = cover(files, { profile: { guest: null, profile } });
    expect(answer.guests.map(({ manifest: file, backend }) => `${file} ${backend}`)).toEqual([
      "evm/Cargo.toml zisk",
    ]);
    expect(answer.guests[0]!.findings.map(({ kind }) => kind)).toContain("native-kernel");
  });
  it("of several the one whose crate ran; where that cannot be told, none", () => {
    const two = { ...files, "other/Cargo.toml": manifest("other", "") };
    expect(cover(two, { profile: { guest: null, profile } }).guests).toEqual([]);
    const crates = [null, "evm"];
    const ran = { ...profile, functions: { ...profile.functions, crate: crates } };
    expect(cover(two, { profile: { guest: null, profile: ran } }).guests.map(({ name }) => name)).toEqual([
      "evm",
    ]);
  });
  it("without the run there is no guest", () => {
    expect(cover(files).guests).toEqual([]);
  });
});
