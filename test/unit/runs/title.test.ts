import path from "node:path";
import { describe, expect, it } from "vitest";
import { nameOfElf, titleOf } from "../../../src/runs/title";
import { tempFolder } from "../tempFolder";

describe("titleOf", () => {
  it("calls a profile by its guest's ELF, not by the file that a shell or tool named", async () => {
    expect(await titleOf("/g/target/release/ledger", ["/tmp/x/stdout.txt"])).toBe("ledger");
    expect(await titleOf(null, ["/tmp/x/stdout.txt", "/tmp/x/ledger.elf.gz"])).toBe("ledger");
    expect(await titleOf("/g/ledger/guest.elf", ["/tmp/x/stdout.txt"])).toBe("ledger");
  });

  it("falls back to the first name that says something, then to the folder", async () => {
    expect(await titleOf(null, ["/tmp/x/stats.csv", "/tmp/x/ledger.cyclelens.json.gz"])).toBe("ledger");
    expect(await titleOf(null, ["/tmp/ledger/stdout.txt", "/tmp/ledger/profile.json.gz"])).toBe("ledger");
    expect(await titleOf(null, ["/stdout.txt"])).toBe("profile");
  });

  it("knows the run that a file lies in", async () => {
    const run = {
      schema: "cyclelens.run/1",
      id: "1",
      guest: { name: "ledger", bin: null, manifestPath: null, elf: "/g/ledger" },
      machine: "zisk",
      mode: "full",
      argv: ["ziskemu"],
      engine: { name: "ziskemu", version: null },
      input: null,
      startedAt: "2026-01-01T00:00:00Z",
      outcome: { status: "ok" },
      totals: {},
      artefacts: [],
      sources: [],
    };
    const folder = path.join(
      tempFolder({ "run/stdout.txt": "", "run/run.json": JSON.stringify(run) }),
      "run",
    );
    expect(await titleOf(null, [folder])).toBe("ledger");
    expect(await titleOf(null, [path.join(folder, "stdout.txt")])).toBe("ledger");
  });

  it("takes the folder's name where an ELF is called like every other", () => {
    expect(nameOfElf("/g/ledger/main")).toBe("ledger");
    expect(nameOfElf("/g/ledger/merkle.elf.gz")).toBe("merkle");
  });
});
