import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { sp1Failure, type Sp1Evidence } from "../../../src/toolchains/sp1Failure";

const whole = { kind: "whole", sizeBytes: 1_721_555, hasStacks: true, hasNames: true } as const;
const host = { name: "my-host", via: "sp1-sdk", line: "v6", isDirect: true } as const;
const good: Sp1Evidence = {
  exitCode: 0,
  signal: null,
  stdout: "gas: 72457\n",
  stderr: "Profiling enabled\nProfile written successfully\n",
  trace: whole,
  host,
};
const kinds = (evidence: Partial<Sp1Evidence>): string[] =>
  sp1Failure({ ...good, ...evidence }).map(({ kind }) => kind);

describe("what went wrong in a traced run", () => {
  it("says nothing of a run that is whole", () => {
    expect(sp1Failure(good)).toEqual([]);
  });

  it("knows an executor without the feature: the host ends well and there is no trace", () => {
    const [problem] = sp1Failure({ ...good, stderr: "", trace: { kind: "missing" } });
    expect(problem).toMatchObject({ kind: "no-profiling", severity: "error" });
    expect(problem!.hint).toContain("--features sp1-sdk/profiling");
  });

  it.each([
    ["v5", "SP1 5.x writes it only after a run that ends well"],
    ["v6", "the host ended before SP1 wrote it"],
  ] as const)("%s: an empty trace says why", (line, words) => {
    const [problem] = sp1Failure({ ...good, exitCode: 0, trace: { kind: "empty" }, host: { ...host, line } });
    expect(problem).toMatchObject({ kind: "empty-trace" });
    expect(problem!.message).toContain(words);
  });

  it("a second executor is a warning", () => {
    const [problem] = sp1Failure({ ...good, stderr: `${good.stderr}${good.stderr}` });
    expect(problem).toMatchObject({ kind: "second-executor", severity: "warning" });
    expect(problem!.message).toContain("2 executors");
  });

  it("a host that sets the rate itself", () => {
    const stderr = "Profiling enabled\nProfiling sample rate: 1000\nProfile written successfully\n";
    expect(kinds({ stderr, sampleRate: 1 })).toEqual(["sample-rate"]);
    expect(kinds({ stderr, sampleRate: 1000 })).toEqual([]);
  });

  it("stripped guests, and rates that are longer than the run", () => {
    expect(kinds({ trace: { ...whole, hasStacks: false, hasNames: false } })).toEqual(["stripped-elf"]);
    expect(kinds({ trace: { ...whole, hasStacks: false }, sampleRate: 4_294_967_295 })).toEqual([
      "sample-rate",
    ]);
  });

  it("a killed host", () => {
    expect(kinds({ exitCode: null, signal: "SIGKILL", trace: { kind: "empty" } })).toEqual(["out-of-memory"]);
    expect(kinds({ exitCode: null, signal: "SIGTERM", trace: { kind: "cut", sizeBytes: 4096 } })).toEqual([
      "killed",
    ]);
    expect(kinds({ exitCode: null, signal: "SIGTERM", cancelled: true, trace: { kind: "empty" } })).toEqual(
      [],
    );
  });

  it("a trace that is cut off without a word", () => {
    expect(kinds({ trace: { kind: "cut", sizeBytes: 1 << 20 } })).toEqual(["cut-trace"]);
  });

  it("a trace host ends with its guest's own code", () => {
    const own = { ...host, isTraceHost: true };
    expect(kinds({ exitCode: 3, host: own })).toEqual(["guest-input"]);
    expect(kinds({ exitCode: 7, host: own })).toEqual(["guest-panic"]);
    expect(kinds({ exitCode: 7 })).toEqual(["host-failed"]);
  });

  it.each([
    [
      "protoc-missing",
      "error: failed to run custom build command\n  Could not find `protoc`. If `protoc` is installed, try setting",
    ],
    ["protoc-incomplete", "protoc failed: google/protobuf/empty.proto: File not found.\n"],
    ["rust-too-old", "error: rustc 1.80.0 is not supported by the following package:\n"],
    [
      "rust-too-old",
      "error: package `sp1-sdk v6.10.0` cannot be built because it requires rustc 1.91.1 or newer\n",
    ],
    ["cargo-prove-missing", "error: no such command: `prove`\n"],
    ["cargo-prove-missing", "error: toolchain 'succinct' is not installed\n"],
    [
      "guest-build-failed",
      "thread 'main' panicked at build.rs:9:5:\nFailed to build SP1 program: exit status: 101.\n",
    ],
    ["bin-ambiguous", "error: `cargo run` could not determine which binary to run. Use the `--bin` option\n"],
    ["bin-unknown", "error: no bin target named `evm` in `script` package\n"],
    ["unknown-feature", "error: the package 'script' does not contain this feature: gpu\n"],
    ["unknown-feature", "error: none of the selected packages contains this feature: gpu\n"],
    ["feature-not-named", "error: target `sp1` in package `bench` requires the features: `sp1`\n"],
    [
      "build-failed",
      'error[E0432]: unresolved import\nerror: could not compile `script` (bin "evm") due to 1 previous error\n',
    ],
    ["arguments", "error: unexpected argument '--execute' found\n\nUsage: evm [OPTIONS]\n"],
    ["arguments", "sp1-trace-host: --u32 needs a value\nusage: sp1-trace-host ELF\n"],
    ["cycle-limit", "execute failed: exceeded cycle limit of 1000\n"],
  ])("%s by what is printed", (kind, stderr) => {
    const [problem] = sp1Failure({ ...good, exitCode: 101, stderr, trace: { kind: "missing" } });
    expect(problem).toMatchObject({ kind, severity: "error" });
    expect(problem!.hint).not.toBe("");
  });

  it("a guest may print what it likes in a run that ends well", () => {
    const stderr = `${good.stderr}stdout: exceeded cycle limit of 5\nstdout: Could not find \`protoc\`\n`;
    expect(kinds({ stderr })).toEqual([]);
  });

  it("names of strangers cannot write to the terminal", () => {
    const stderr = "error: no bin target named `\u001b]0;x\u0007\u202eevil` in `p` package\n";
    const [problem] = sp1Failure({ ...good, exitCode: 101, stderr });
    expect(problem!.message).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it("stands megabytes of anything", () => {
    const text = `stderr: thread 'a' panicked at ${"x".repeat(100)}\n`.repeat(100_000);
    expect(kinds({ exitCode: 1, stderr: text })).not.toEqual([]);
    expect(kinds({ exitCode: 1, stderr: "a".repeat(9_000_000), trace: { kind: "missing" } })).toEqual([
      "host-failed",
    ]);
  });
});

/** The recorded failures of the real tool: what each must be called. */
const recorded: Readonly<Record<string, string | null>> = {
  "elf-empty": "wrong-elf",
  "elf-missing": "elf-missing",
  "elf-rv32-old-guest": "rv32-guest",
  "elf-stripped": "stripped-elf",
  "elf-truncated-4k": "wrong-elf",
  "elf-x86": "wrong-elf",
  "guest-address-too-high": "guest-illegal",
  "guest-bad-bincode": "guest-input",
  "guest-ebreak": "guest-illegal",
  "guest-illegal-instruction": "guest-illegal",
  "guest-jump-outside": "guest-illegal",
  "guest-misaligned-load": "guest-illegal",
  "guest-missing-input": "guest-input",
  "guest-out-of-bounds": "guest-panic",
  "guest-panic": "guest-panic",
  "guest-short-warning": null,
  "guest-unknown-syscall": "guest-illegal",
  "no-profiling-illegal-instruction": "guest-illegal",
  "no-profiling-misaligned-load": "guest-illegal",
  "no-profiling-trace-file": "no-profiling",
  "no-profiling-tracker": "no-profiling",
  "no-profiling-unknown-syscall": "guest-illegal",
  "rate-not-a-number": "sample-rate",
  "rate-too-large": "sample-rate",
  "rate-zero": "sample-rate",
  "sdk-cycle-limit-above": null,
  "sdk-cycle-limit-below": "cycle-limit",
  "sdk-cycle-limit-equal": "cycle-limit",
  "sdk-cycle-limit-no-gas": null,
  "sdk-elf-empty": "wrong-elf",
  "sdk-elf-x86": "wrong-elf",
  "sdk-guest-illegal-instruction": "guest-illegal",
  "sdk-guest-panic": "guest-panic",
  "sdk-panic-no-gas": null,
  "sdk-trace-folder-missing": "trace-path",
  "trace-disk-full": "disk-full",
  "trace-file-empty-name": "trace-path",
  "trace-file-is-folder": "trace-path",
  "trace-folder-missing": "trace-path",
};

const errors = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/sp1/errors");

describe.skipIf(!existsSync(errors) && process.env["CYCLELENS_REQUIRE_SHARED"] !== "1")(
  "recorded failures of SP1 6.10",
  () => {
    it("has a word for each of them", () => {
      expect(
        readdirSync(errors)
          .map((file) => file.replace(/\.txt$/, ""))
          .sort(),
      ).toEqual(Object.keys(recorded).sort());
    });

    it.each(Object.entries(recorded))("%s is %s", (name, kind) => {
      const text = readFileSync(path.join(errors, `${name}.txt`), "utf8");
      const part = (title: string): string => new RegExp(`^# ${title}: (.*)$`, "m").exec(text)?.[1] ?? "";
      const status = Number(part("exit status"));
      const size = /^(\d+) bytes/.exec(part("trace file"))?.[1];
      const stripped = name === "elf-stripped";
      const far = name === "rate-zero" || name === "rate-too-large";
      const problems = sp1Failure({
        exitCode: status,
        signal: null,
        stdout: /# stdout:\n([^]*?)# stderr:/.exec(text)![1]!,
        stderr: /# stderr:\n([^]*)$/.exec(text)![1]!,
        trace:
          size === undefined
            ? part("command").includes("TRACE_FILE")
              ? { kind: "missing" }
              : null
            : Number(size) === 0
              ? { kind: "empty" }
              : { kind: "whole", sizeBytes: Number(size), hasStacks: !stripped && !far, hasNames: !stripped },
        host: { ...host, isTraceHost: !name.startsWith("sdk-") },
        sampleRate: 1,
      });
      expect(problems[0]?.kind ?? null).toBe(kind);
      if (kind !== null) expect(problems).toHaveLength(1);
    });
  },
);
