import { protocMissing } from "./sp1Check";
import type { Sp1Evidence } from "./sp1Failure";
import type { Sp1Problem, Sp1ProblemKind } from "./sp1Types";

/** One message of cargo, of a build script, of SP1 or of the guest, and what it means. */
export interface LogRule {
  readonly pattern: RegExp;
  /** Only where the host did not end with 0: the guest may print anything. */
  readonly onlyFailed?: boolean;
  problem(match: RegExpExecArray, evidence: Sp1Evidence): Sp1Problem;
}

function rule(
  kind: Sp1ProblemKind,
  pattern: RegExp,
  message: string | ((match: RegExpExecArray, evidence: Sp1Evidence) => string),
  hint: string,
  more: { readonly always?: boolean; readonly run?: readonly string[] } = {},
): LogRule {
  return {
    pattern,
    onlyFailed: more.always !== true,
    problem: (match, evidence) => ({
      kind,
      severity: "error",
      message: typeof message === "string" ? message : message(match, evidence),
      hint,
      ...(more.run === undefined ? {} : { run: more.run }),
    }),
  };
}

const sp1Up = "install SP1's tools: see https://docs.succinct.xyz, then run sp1up";

/** The most telling first: of two rules that fit, the cause stands above its consequence. */
export const logRules: readonly LogRule[] = [
  // 1. The build.
  {
    pattern: /Could not find `protoc`/,
    onlyFailed: true,
    problem: () => protocMissing,
  },
  rule(
    "protoc-incomplete",
    /google\/protobuf\/\w{1,40}\.proto: File not found/,
    "protoc is installed without its well-known .proto files",
    "install them: sudo apt-get install libprotobuf-dev",
    { run: ["sudo", "apt-get", "install", "libprotobuf-dev"] },
  ),
  rule(
    "rust-too-old",
    /(?:requires rustc|rustc [\d.]+ is not supported by the following package|requires the Cargo feature called)[^\n]{0,200}/,
    (match) => `Rust is too old for the host: ${match[0]}`,
    "update Rust: rustup update stable",
    { run: ["rustup", "update", "stable"] },
  ),
  rule(
    "cargo-prove-missing",
    /no such (?:sub)?command: `prove`|toolchain '(?:\+?succinct)' is not installed|custom toolchain 'succinct'/,
    "SP1's toolchain is not installed, so the guest cannot be built",
    sp1Up,
  ),
  rule(
    "guest-build-failed",
    /Failed to build SP1 program/,
    "the host's build script could not build the guest",
    "correct what it says in the log of the run",
  ),
  rule(
    "bin-ambiguous",
    /`cargo run` could not determine which binary to run/,
    "the host has several bins",
    "choose one: --host-bin",
  ),
  rule(
    "bin-unknown",
    /no bin target named `([^`\n]{1,100})`/,
    (match) => `the host has no bin ${match[1]}`,
    "choose another one: --host-bin",
  ),
  rule(
    "unknown-feature",
    /error: (?:the package '[^'\n]{0,200}' does not contain (?:this|these) features?: [^\n]{1,200}|none of the selected packages contains [^\n]{1,200})/,
    (match) => match[0].slice("error: ".length),
    "correct the features of the host",
  ),
  rule(
    "feature-not-named",
    /target `[^`\n]{0,200}` in package `[^`\n]{0,200}` requires the features: [^\n]{1,200}/,
    (match) => match[0],
    "add them to the features of the host",
  ),
  rule(
    "build-failed",
    /^error: could not compile[^\n]{0,200}/m,
    (match) => `the host could not be built: ${match[0].slice("error: ".length)}`,
    "correct what the compiler says in the log of the run",
  ),
  // 2. The ELF.
  rule(
    "rv32-guest",
    /ELF has a segment that is below the STACK_TOP/,
    "the guest is a 32-bit program of SP1 3 to 5 (or of another machine), the host runs SP1 6",
    "build the guest with sp1-zkvm 6, or run it with a host of its own version",
  ),
  rule(
    "wrong-elf",
    /must be a riscv machine/,
    "the ELF is no RISC-V program",
    "give the guest's ELF, not the host's",
  ),
  rule(
    "wrong-elf",
    /(?:bad ELF|failed to dissassemble program): (?!ELF has a segment)([^\n]{1,200})/,
    (match) => `the guest's ELF cannot be loaded: ${match[1]}`,
    "build the guest again",
  ),
  rule(
    "elf-missing",
    /sp1-trace-host: cannot read ([^\n]{1,300})/,
    (match) => `the host cannot read ${match[1]}`,
    "build the guest first",
  ),
  // 3. The trace.
  rule(
    "trace-path",
    /panicked at [^\n]{0,400}(?:minimal[\\/]arch|executor\.rs|profiler\.rs)[^\n]{0,80}\ncalled `Result::unwrap\(\)` on an `Err` value: Os \{ code: \d+, kind: (\w+)/,
    (match) => `the trace cannot be created (${match[1]})`,
    "write it into a folder that exists and that you may write to",
  ),
  rule(
    "disk-full",
    /Failed to write profile to output file:[^\n]{0,200}(?:No space left|os error (?:28|122|112))|No space left on device/,
    "the disk ran full while the trace was written",
    "free some space, or sample less often (--sample-rate)",
  ),
  rule(
    "trace-path",
    /Failed to write profile to output file: (?![^\n]{0,200}(?:No space left|os error (?:28|122|112)))([^\n]{1,200})/,
    (match) => `the trace cannot be written: ${match[1]}`,
    "write it into a folder that exists and that you may write to",
  ),
  // 4. The guest. It speaks behind `stderr: `; the executor's own panics name its crate.
  rule(
    "guest-panic",
    /^stderr: thread '[^'\n]{0,200}' (?:\(\d+\) )?panicked at ([^\n]{1,300}?):?\nstderr: ([^\n]{0,300})/m,
    (match) => `the guest panicked at ${match[1]}: ${match[2]}`,
    "the profile is kept up to there; correct the guest or its input",
  ),
  rule(
    "guest-input",
    /Tried to read from the input stream, but it was empty(?: @ ([^\n]{1,200}))?/,
    (match) =>
      `the guest reads more input than it was given${match[1] === undefined ? "" : `, at ${match[1]}`}`,
    "give every value that it reads, in order",
  ),
  rule(
    "cycle-limit",
    /exceeded cycle limit of (\d+)/,
    (match) => `the run exceeded the host's limit of ${Number(match[1]).toLocaleString("en-US")} cycles`,
    "raise the limit in the host; the profile is of the whole run",
  ),
  rule(
    "guest-illegal",
    /(Invalid opcode for `execute_instruction`: \w{1,20}|invalid syscall number: \d+|\b[A-Z]{1,6} must be aligned to \d+ bytes[^\n]{0,60}|invalid memory access for opcode[^\n]{0,80}|Unimplemented instruction at pc: \d+)/,
    (match) => `the guest did what SP1 does not execute: ${match[1]}`,
    "build it for SP1's target; SP1 leaves no trace of such a run",
  ),
  rule(
    "guest-illegal",
    /panicked at [^\n]{0,400}sp1-core-executor-[^\n]{0,200}(?:memory\.rs|portable[\\/]mod\.rs)[^\n]{0,80}\n(index out of bounds[^\n]{0,100}|called `Option::unwrap\(\)` on a `None` value)/,
    (match) => `the guest left the memory or the code of its machine: ${match[1]}`,
    "look for a wild pointer or jump in the guest; SP1 leaves no trace of such a run",
  ),
  // 5. The host itself.
  rule(
    "arguments",
    /^(?:error: (?:unexpected argument|the following required arguments|invalid value|unrecognized subcommand|a value is required)[^\n]{0,200}|sp1-trace-host: [^\n]{1,200}\nusage: )/m,
    (match) => `the host does not take its arguments: ${match[0].split("\n")[0]!.replace(/^error: /, "")}`,
    "correct the host's arguments",
  ),
  {
    pattern: /Warning: The `main` function is not present in the Elf file/,
    problem: () => ({
      kind: "no-main",
      severity: "warning",
      message:
        "the ELF that was traced has no function main: it is no guest of SP1, or half its symbols are gone",
      hint: "build the guest with its symbols",
    }),
  },
];
