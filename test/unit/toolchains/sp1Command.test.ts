import { describe, expect, it } from "vitest";
import { sp1BuildCommand, sp1HostCommand } from "../../../src/toolchains/sp1Command";
import { sp1ElfPlaces } from "../../../src/toolchains/sp1Elf";
import { chooseSampleRate, samplePrimes } from "../../../src/toolchains/sp1SampleRate";
import type { Sp1HostPlan } from "../../../src/toolchains/sp1Types";

const plan: Sp1HostPlan = {
  cargo: "cargo",
  host: {
    name: "script",
    manifestPath: "/ws/script/Cargo.toml",
    root: "/ws",
    line: "v6",
    release: { debug: "false", strip: '"debuginfo"' },
    buildsGuest: false,
  },
  bin: "evm",
  features: ["l2,l2-sql,sp1,profiling"],
  arguments: ["execute", "--input", "{input}", "--elf={elf}", "{other}"],
  values: { elf: "/ws/g.elf", input: "/data/block 1.bin", report: null, output: null, folder: "/run" },
  traceFile: "/run/sp1-trace.json",
  sampleRate: 1,
};

describe("the host's command", () => {
  it("is cargo run with the user's features and arguments, at the workspace's root", () => {
    expect(sp1HostCommand(plan)).toEqual({
      argv: [
        ...[
          "cargo",
          "run",
          "--release",
          "-p",
          "script",
          "--bin",
          "evm",
          "--features",
          "l2,l2-sql,sp1,profiling",
          "--",
        ],
        ...["execute", "--input", "/data/block 1.bin", "--elf=/ws/g.elf", "{other}"],
      ],
      cwd: "/ws",
      env: { RUST_LOG: "info", TRACE_FILE: "/run/sp1-trace.json", TRACE_SAMPLE_RATE: "1" },
    });
  });

  it("keeps the user's RUST_LOG, and TRACE_FILE is ours", () => {
    const { env } = sp1HostCommand(
      { ...plan, env: { TRACE_FILE: "/x", SP1_PROVER: "cpu" } },
      { RUST_LOG: "off" },
    );
    expect(env).toEqual({ SP1_PROVER: "cpu", TRACE_FILE: "/run/sp1-trace.json", TRACE_SAMPLE_RATE: "1" });
  });

  it("a host that builds its guest gives it line tables and keeps its own profile", () => {
    const both = {
      ...plan,
      host: { ...plan.host, buildsGuest: true, release: { debug: '"full"', strip: "true" } },
    };
    for (const { argv, env } of [sp1HostCommand(both), sp1BuildCommand(both)]) {
      expect(argv.join(" ")).toContain(
        '--config profile.release.debug="full" --config profile.release.strip=true',
      );
      expect(env).toMatchObject({
        CARGO_PROFILE_RELEASE_DEBUG: "line-tables-only",
        CARGO_PROFILE_RELEASE_STRIP: "none",
      });
    }
    expect(sp1HostCommand({ ...both, lineTables: false }).argv).not.toContain("--config");
  });

  it("from another folder the manifest is named", () => {
    const { argv, cwd } = sp1HostCommand({ ...plan, cwd: "/data" });
    expect(cwd).toBe("/data");
    expect(argv.join(" ")).toContain("--manifest-path /ws/script/Cargo.toml");
  });

  it("a placeholder without a value is told before anything runs", () => {
    expect(() => sp1HostCommand({ ...plan, values: { ...plan.values, input: null } })).toThrow(/\{input\}/);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 32])(
    "refuses the rate %s, which SP1 would take as another one",
    (sampleRate) => {
      expect(() => sp1HostCommand({ ...plan, sampleRate })).toThrow(/no sample rate/);
    },
  );
});

describe("the sample rate", () => {
  const budget = { fileBytes: 270_000_000, memoryBytes: 1_600_000_000 };

  it("is 1 where the whole trace fits", () => {
    expect(chooseSampleRate(10_000_000, budget)).toEqual({
      rate: 1,
      samples: 10_000_000,
      fileBytes: 270_000_000,
      memoryBytes: 1_600_000_000,
      reason: "full",
    });
  });

  it("is else a prime that keeps file and memory within the budget", () => {
    for (const cycles of [10_000_001, 25_000_000, 1e9, 7e10, 3e13]) {
      const { rate, fileBytes, memoryBytes } = chooseSampleRate(cycles, budget);
      expect(samplePrimes).toContain(rate);
      expect(fileBytes!).toBeLessThanOrEqual(budget.fileBytes);
      expect(memoryBytes!).toBeLessThanOrEqual(budget.memoryBytes);
    }
    expect(chooseSampleRate(1e9, { ...budget, memoryBytes: 160_000 })).toMatchObject({
      reason: "memory",
      rate: 1_134_769,
    });
  });

  it("is a guess without a last run", () => {
    expect(chooseSampleRate(null)).toMatchObject({ reason: "unknown-cycles", rate: 89, samples: null });
  });

  it("comes from a table of primes in ascending order", () => {
    for (const [i, prime] of samplePrimes.entries()) {
      expect(prime).toBeGreaterThan(samplePrimes[i - 1] ?? 10);
      for (let d = 2; d * d <= prime; d++) expect(prime % d, `${prime} / ${d}`).not.toBe(0);
    }
  });
});

describe("where the ELF is", () => {
  it("by version", () => {
    const first = (line: Parameters<typeof sp1ElfPlaces>[0]): string => {
      const { base, path } = sp1ElfPlaces(line, "fib")[0]!;
      return `${base}: ${path}`;
    };
    expect(first("v6")).toBe("target: elf-compilation/riscv64im-succinct-zkvm-elf/release/fib");
    expect(first("v5")).toBe("target: elf-compilation/riscv32im-succinct-zkvm-elf/release/fib");
    expect(first("v3")).toBe("package: elf/fib");
    expect(sp1ElfPlaces("v6", "fib")[1]!.path).toBe(
      "elf-compilation/docker/riscv64im-succinct-zkvm-elf/release/fib",
    );
  });
});
