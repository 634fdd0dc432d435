import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readElf } from "../../../src/core/symbols/elf";
import type { ElfImage } from "../../../src/core/symbols/types";
import type { Profile } from "../../../src/core/profile/model";
import type { Coverage } from "../../../src/core/coverage/types";
import { profileOfText } from "../importers/reports";
import { cellOf, cover, rowOf } from "./answers";
import { lockOf } from "./project";

const shared = path.join(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/zisk/v1.4");
const here = existsSync(shared);
if (!here && process.env["CYCLELENS_REQUIRE_SHARED"] === "1") throw new Error(`${shared} is missing`);

/** A guest with the libraries of those runs: manifest and lock alone cannot tell before from after. */
const files = {
  "Cargo.toml":
    '[package]\nname = "evm"\nversion = "0.1.0"\n[dependencies]\nziskos = "1.4.0-alpha"\nrevm-precompile = "32"\nalloy-primitives = "1"\n',
  "Cargo.lock": lockOf(
    "evm 0.1.0 → ziskos, revm-precompile, alloy-primitives",
    "ziskos 1.4.0-alpha io",
    "revm-precompile 32.0.0 io → sha2, ark-bn254, aurora-engine-modexp, k256, ripemd",
    "alloy-primitives 1.6.0 io → sha3",
    "sha3 0.10.9 io → keccak",
    "keccak 0.2.0 io",
    "sha2 0.10.9 io",
    "k256 0.13.4 io",
    "ripemd 0.1.3 io",
    "ark-bn254 0.5.0 io",
    "aurora-engine-modexp 1.2.0 io",
  ),
};

const profile = (guest: string): Promise<Profile> => {
  const report = path.join(shared, guest, "report.txt.gz");
  return profileOfText(gunzipSync(readFileSync(report)).toString("utf8"));
};
const elf = (guest: string): ElfImage =>
  readElf(gunzipSync(readFileSync(path.join(shared, guest, "guest.elf.gz"))));
const withRun = async (guest: string): Promise<Coverage> =>
  cover(files, { profile: { guest: null, profile: await profile(guest) } });

describe.skipIf(!here)("one guest before and after acceleration (skipped without ../shared)", () => {
  it("before: the hot native kernel is a finding with its cost and an estimate with its base", async () => {
    const answer = await withRun("evm");
    const found = answer.guests[0]!.findings.filter((f) => f.severity === "warning").map(
      (f) => `${f.kind}: ${f.message}`,
    );
    expect(found.find((f) => f.includes("keccak256"))).toMatch(
      /^native-kernel: keccak256 runs in software: [\d,]+ cost \(\d\d\.\d % of the run\) in keccak::\S+keccak_p, without a precompile call; estimate: about [\d,]+ less on the keccak precompile \(262 calls × 41,513 cost, ZisK 1\.4\)$/,
    );
    expect(found.find((f) => f.startsWith("other-library"))).toMatch(/ark_bn254/);
    expect(cellOf(answer, "keccak256").state).toBe("unavailable");
    expect(cellOf(answer, "bn254-mul").state).toBe("unavailable");
    expect(rowOf(answer, "keccak").cost).toBeGreaterThan(300_000_000);
    expect(rowOf(answer, "sha2").cost).toBeGreaterThan(0);
    expect(rowOf(answer, "k256").cost).toBe(0);
  });
  it("after: counters and the SDK's functions decide, and nothing is warned of", async () => {
    const answer = await withRun("evm-accel");
    const cells = ["keccak256", "sha256", "bn254-add", "bn254-mul", "modexp", "blake2"];
    expect(cells.map((c) => cellOf(answer, c).state)).toEqual(cells.map(() => "accelerated"));
    expect(cellOf(answer, "keccak256").note).toBe("The run made 262 keccak precompile calls");
    expect(answer.guests[0]!.findings.filter((f) => f.severity === "warning")).toEqual([]);
  });
  it("without a run the same files leave it open, and no cost is told", () => {
    const answer = cover(files);
    expect(answer.guests[0]!.crates.every((c) => c.cost === null)).toBe(true);
    expect(cellOf(answer, "keccak256").state).not.toBe("accelerated");
  });
  it("the ELF: what is linked in one form only is decided", () => {
    const decided = (guest: string): string[] =>
      cover(files, { elf: { guest: null, elf: elf(guest) } })
        .matrix.filter((r) => r.cells[0]!.state === "accelerated")
        .map((r) => r.operation);
    expect(decided("evm")).toEqual([]);
    expect(decided("evm-accel")).toEqual(expect.arrayContaining(["keccak256"]));
  });
});
