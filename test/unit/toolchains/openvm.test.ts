import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  benchmarkArgv,
  benchmarkEnv,
  checkBenchmark,
  readChoice,
  spansOn,
  usualChoice,
  type BenchmarkChoice,
  type BenchmarkTarget,
} from "../../../src/toolchains/openvmBench";
import { openvmArgv, openvmSteps } from "../../../src/toolchains/openvmCommand";
import { numberFieldIds, numberFields } from "../../../src/toolchains/openvmFields";
import {
  hexProblem,
  openvmHex,
  openvmInput,
  parseWords,
  readInputFile,
  type OpenvmValue,
} from "../../../src/toolchains/openvmInput";
import { readOpenvmPackages } from "../../../src/toolchains/openvmLine";
import { openvmTaskArgv } from "../../../src/toolchains/openvmTask";

const target: BenchmarkTarget = {
  package: "openvm-benchmarks-prove",
  name: "fibonacci",
  kind: "bin",
  manifestPath: "/ws/a b/Cargo.toml",
  sourcePath: "/ws/a b/src/bin/fibonacci.rs",
  features: ["parallel", "jemalloc", "mimalloc", "metrics", "perf-metrics", "aggregation", "evm"],
  requiredFeatures: [],
  defaults: ["parallel", "jemalloc", "metrics"],
  workspaceRoot: "/ws",
};
const usual = usualChoice(target, "1.x");
const choose = (changed: Partial<BenchmarkChoice>): BenchmarkChoice => ({ ...usual, ...changed });
const problems = (changed: Partial<BenchmarkChoice>, of: BenchmarkTarget = target): string[] =>
  checkBenchmark(choose(changed), of).map(({ field, level, what, values }) =>
    [field, level, what, ...values].join(" "),
  );

describe("the words of a prove benchmark", () => {
  it("without a choice are cargo's alone", () => {
    expect(benchmarkArgv("/bin/cargo", target, usual)).toEqual([
      ...["/bin/cargo", "run", "--manifest-path", "/ws/a b/Cargo.toml", "-p", "openvm-benchmarks-prove"],
      ...["--bin", "fibonacci", "--profile", "release"],
    ]);
  });

  it("name every flag of BenchmarkCli 1.x, in its order", () => {
    const numbers = Object.fromEntries(numberFieldIds.map((id) => [id, String(numberFields[id].min)]));
    const choice = choose({
      numbers,
      kzgParamsDir: "/kzg params",
      switches: ["profiling", "appOnly"],
      profile: "maxperf",
      features: ["aggregation", "evm"],
      defaultFeatures: false,
      more: ["--input-size", "a b"],
    });
    expect(benchmarkArgv("cargo", { ...target, kind: "example" }, choice).slice(6)).toEqual([
      ...["--example", "fibonacci", "--profile", "maxperf", "--no-default-features"],
      ...["--features", "aggregation,evm", "--"],
      ...["--app-log-blowup", "1", "--leaf-log-blowup", "1", "--internal-log-blowup", "1"],
      ...["--root-log-blowup", "1", "--halo2-outer-k", "10", "--halo2-wrapper-k", "10"],
      ...["--max-segment-length", "2", "--segment-max-cells", "1"],
      ...["--num-children-leaf", "1", "--num-children-internal", "2"],
      ...["--max-internal-wrapper-layers", "0", "--kzg-params-dir", "/kzg params", "--profiling"],
      ...["--input-size", "a b"],
    ]);
  });

  it("of 2.0 have its own switches and no FRI parameters", () => {
    const choice = choose({
      line: "2.0",
      numbers: { appLogBlowup: "2", maxSegmentLength: " 1048576 " },
      switches: ["profiling", "evm"],
    });
    expect(benchmarkArgv("cargo", target, choice).slice(-5)).toEqual([
      "--",
      "--max-segment-length",
      "1048576",
      "--profiling",
      "--evm",
    ]);
  });

  it("required features are switched on, once", () => {
    const needs = { ...target, requiredFeatures: ["evm"] };
    expect(benchmarkArgv("cargo", needs, choose({ features: ["evm"] }))).toContain("evm");
  });

  it("variables: the metrics, the guest's symbols where spans are recorded, the processor", () => {
    const files = { metrics: "/run/metrics.json", symbols: "/run/metrics.syms" };
    expect(benchmarkEnv(usual, target, files, undefined)).toEqual({ OUTPUT_PATH: "/run/metrics.json" });
    const choice = choose({ features: ["perf-metrics"], nativeCpu: true });
    expect(benchmarkEnv(choice, target, files, "-Cdebuginfo=1")).toEqual({
      OUTPUT_PATH: "/run/metrics.json",
      GUEST_SYMBOLS_PATH: "/run/metrics.syms",
      RUSTFLAGS: "-Cdebuginfo=1 -Ctarget-cpu=native",
    });
    expect(spansOn(choice, target)).toBe(true);
  });

  it("no value, however odd, becomes a flag, a second word or a variable", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...numberFieldIds), fc.string()),
        fc.string(),
        fc.string(),
        fc.array(fc.string(), { maxLength: 3 }),
        (numbers, kzgParamsDir, profile, features) => {
          const choice = choose({ numbers, kzgParamsDir, profile, features });
          if (checkBenchmark(choice, target).some(({ level }) => level === "error")) return;
          const argv = benchmarkArgv("cargo", target, choice);
          const value = (flag: string): string | undefined => argv[argv.indexOf(flag) + 1];
          expect(value("--profile")).toMatch(/^\w[\w-]*$/);
          if (kzgParamsDir !== "") expect(value("--kzg-params-dir")).toBe(kzgParamsDir);
          expect(kzgParamsDir.startsWith("-")).toBe(false);
          for (const id of numberFieldIds)
            if (argv.includes(numberFields[id].flag))
              expect(Number(value(numberFields[id].flag))).toBeGreaterThanOrEqual(numberFields[id].min);
          expect(argv.filter((word) => word === "--").length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("what a choice is told", () => {
  it("the usual one is fine", () => {
    expect(problems({})).toEqual([]);
    expect(usualChoice({ ...target, defaults: [] }, "2.0").features).toEqual(["metrics"]);
  });

  it.each([
    [{ numbers: { appLogBlowup: "5" } }, "appLogBlowup error range 1 4"],
    [{ numbers: { appLogBlowup: "0" } }, "appLogBlowup error range 1 4"],
    [{ numbers: { leafLogBlowup: "-1" } }, "leafLogBlowup error number"],
    [{ numbers: { rootLogBlowup: "1e1" } }, "rootLogBlowup error number"],
    [{ numbers: { halo2OuterK: "29" } }, "halo2OuterK error range 10 28"],
    [{ numbers: { maxSegmentLength: "134217729" } }, "maxSegmentLength error range 2 134217728"],
    [{ numbers: { segmentMaxCells: "0" } }, "segmentMaxCells error range 1 1099511627776"],
    [{ numbers: { maxSegmentLength: "99999999999999999999" } }, "maxSegmentLength error number"],
    [{ numbers: { numChildrenInternal: "1" } }, "numChildrenInternal error range 2 1024"],
    [{ profile: "--release" }, "profile error profile-name"],
    [{ profile: "" }, "profile error profile-name"],
    [{ features: ["a,b"] }, "features error feature-name a,b"],
    [{ features: ["cuda"] }, "features error feature-unknown cuda"],
    [{ features: ["mimalloc"] }, "features error allocators mimalloc jemalloc"],
    [{ kzgParamsDir: "--help" }, "kzgParamsDir error folder"],
    [{ kzgParamsDir: "/a\u0000b" }, "kzgParamsDir error folder"],
    [{ more: ["a\u0000"] }, "more error words"],
    [{ defaultFeatures: false }, "features note no-metrics metrics"],
    [{ switches: ["profiling"] as const }, "profiling note spans-without-feature perf-metrics"],
    [{ line: "2.0", switches: ["evm"] } as const, "evm error evm-feature evm"],
  ])("%j: %s", (changed, expected) => {
    expect(problems(changed)).toEqual([expected]);
  });

  it("a flag that the version does not have is not looked at", () => {
    expect(problems({ line: "2.0", numbers: { appLogBlowup: "99" } })).toEqual([]);
  });

  it("a bench of cargo is no prove benchmark", () => {
    expect(problems({}, { ...target, kind: "bench" })).toEqual(["target error bench fibonacci"]);
  });

  it("stored values are read back, and nothing else is", () => {
    const choice = choose({ numbers: { halo2OuterK: "23" }, switches: ["profiling"], more: ["x"] });
    expect(readChoice(JSON.parse(JSON.stringify(choice)))).toEqual(choice);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = readChoice(value);
        if (read !== null) checkBenchmark(read, target);
      }),
    );
    for (const wrong of [null, 1, "", [], {}, { ...choice, line: "3" }, { ...choice, features: [1] }])
      expect(readChoice(wrong)).toBeNull();
  });
});

describe("packages of a workspace", () => {
  const metadata = (name: string, version: string, dependencies: unknown[], features = {}): string =>
    JSON.stringify({ packages: [{ name, version, manifest_path: "/m", dependencies, features }] });
  const line = (text: string) => readOpenvmPackages(text).get("/m")?.line;

  it.each([
    ["own", metadata("openvm-benchmarks-prove", "1.4.2", [])],
    ["tag", metadata("p", "0.1.0", [git("openvm-sdk", "tag=v1.3.0")])],
    ["registry", metadata("p", "0.1.0", [{ name: "openvm-sdk", req: "^1.5", source: "registry+x" }])],
  ])("1.x by its %s version", (_, text) => {
    expect(line(text)).toBe("1.x");
  });
  it("2.0 by tag, and null without a version", () => {
    expect(line(metadata("p", "0.1.0", [git("openvm-sdk", "tag=v2.0.1")]))).toBe("2.0");
    expect(line(metadata("p", "1.0.0", [git("openvm-sdk", "branch=main")]))).toBeNull();
    expect(line("{")).toBeUndefined();
  });
  it("default features are followed through the package's own", () => {
    const features = { default: ["fast"], fast: ["parallel", "dep:x", "default"], parallel: [] };
    expect(readOpenvmPackages(metadata("p", "1.0.0", [], features)).get("/m")).toMatchObject({
      defaultFeatures: ["fast", "parallel", "dep:x", "default"],
      isProver: false,
      workspaceRoot: null,
    });
  });
  function git(name: string, query: string): unknown {
    return { name, req: "*", source: `git+https://github.com/openvm-org/openvm.git?${query}` };
  }
});

describe("input of cargo openvm", () => {
  it("bytes begin with 01, words of 32 bits with 02 in little endian", () => {
    expect(openvmHex({ kind: "bytes", hex: "a0ff" })).toBe("0x01a0ff");
    expect(openvmHex({ kind: "words", words: [1, 0x01020304, 0xffffffff] })).toBe(
      "0x020100000004030201ffffffff",
    );
    expect(openvmHex({ kind: "bytes", hex: "" })).toBe("0x01");
  });

  it("one value is an argument, several are a file, none is nothing", () => {
    expect(openvmInput([])).toEqual({ kind: "none" });
    expect(openvmInput([{ kind: "bytes", hex: "00" }])).toEqual({ kind: "hex", hex: "0x0100" });
    const two = openvmInput([
      { kind: "bytes", hex: "00" },
      { kind: "words", words: [7] },
    ]);
    expect(two).toEqual({
      kind: "file",
      json: '{\n  "input": [\n    "0x0100",\n    "0x0207000000"\n  ]\n}\n',
    });
    expect(openvmInput([{ kind: "bytes", hex: "00".repeat(20_000) }]).kind).toBe("file");
  });

  it.each([
    ["", "prefix"],
    ["0x", "prefix"],
    ["0x0", "odd"],
    ["0x01zz", "digits"],
    ["0x03", "prefix"],
    ["0x0201", "words"],
    ["0x0201000000", null],
    ["0x0x01", "digits"],
    ["01", null],
  ])("%s: %s", (text, problem) => {
    expect(hexProblem(text)).toBe(problem);
  });

  it("whatever is put together is what the tool reads", () => {
    const value: fc.Arbitrary<OpenvmValue> = fc.oneof(
      fc.uint8Array({ maxLength: 20 }).map((bytes) => ({
        kind: "bytes" as const,
        hex: Buffer.from(bytes).toString("hex"),
      })),
      fc
        .array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 5 })
        .map((words) => ({ kind: "words" as const, words })),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        const made = openvmInput(values);
        const texts = made.kind === "file" ? readInputFile(made.json) : made.kind === "hex" ? [made.hex] : [];
        expect(texts?.length).toBe(values.length);
        expect(texts?.map(hexProblem)).toEqual(values.map(() => null));
      }),
    );
  });

  it.each([
    ["1 2,3", [1, 2, 3]],
    ["0xffffffff", [0xffffffff]],
    ["4294967296", null],
    ["-1", null],
    ["1.5", null],
    ["", null],
  ])("numbers %s", (text, words) => {
    expect(parseWords(text)).toEqual(words);
  });

  it.each(["", "[]", '{"input":"0x01"}', '{"input":[1]}', '{"input":["0x03"]}'])(
    "no input file: %s",
    (text) => {
      expect(readInputFile(text)).toBeNull();
    },
  );
});

describe("the words of cargo openvm", () => {
  const command = {
    manifestPath: "/ws/Cargo.toml",
    bin: "guest",
    features: ["std"],
    profile: "release",
    input: "0x0100",
    mode: "meter",
  } as const;

  it("have the input and the mode where the step takes them", () => {
    const words = openvmSteps.map((step) =>
      openvmArgv("cargo", { ...command, step })
        .slice(1)
        .join(" "),
    );
    expect(words).toEqual([
      "openvm build --manifest-path /ws/Cargo.toml --bin guest --features std",
      "openvm run --manifest-path /ws/Cargo.toml --bin guest --features std --mode meter --input 0x0100",
      "openvm prove app --manifest-path /ws/Cargo.toml --bin guest --features std --input 0x0100",
      "openvm prove stark --manifest-path /ws/Cargo.toml --bin guest --features std --input 0x0100",
      "openvm prove evm --manifest-path /ws/Cargo.toml --bin guest --features std --input 0x0100",
      "openvm keygen --manifest-path /ws/Cargo.toml",
    ]);
  });
});

describe("a task of tasks.json", () => {
  const words = (definition: object): string | null =>
    openvmTaskArgv(
      { step: "openvm", ...definition },
      "cargo",
      "/ws",
      (folder, file) => `${folder}/${file}`,
    )?.join(" ") ?? null;

  it.each([
    [{}, "cargo openvm build --manifest-path /ws/Cargo.toml"],
    [
      { command: "run", mode: "segment", guest: "g", manifestPath: "a/Cargo.toml", input: "0x0100" },
      "cargo openvm run --manifest-path /ws/a/Cargo.toml --bin g --mode segment --input 0x0100",
    ],
    [
      { command: "prove app", input: "in.json" },
      "cargo openvm prove app --manifest-path /ws/Cargo.toml --input /ws/in.json",
    ],
    [{ command: "build", input: "x" }, "cargo openvm build --manifest-path /ws/Cargo.toml"],
    [{ command: "rm -rf" }, null],
    [{ command: "run", mode: "fast" }, null],
    [{ command: "run", guest: "--exe" }, null],
    [{ step: "build" }, null],
  ])("%j", (definition, expected) => {
    expect(words(definition)).toBe(expected);
  });
});
