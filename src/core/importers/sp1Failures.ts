import type { Outcome } from "../profile/model";

interface KnownFailure {
  readonly pattern: RegExp;
  readonly status: Outcome["status"];
  /** What happened and the way out; `$1` … stand for the pattern's groups. */
  readonly message: string;
}

/**
 * What SP1's executor and its hosts print when a run does not end well (6.10, measured): the guest did
 * something that the machine refuses (the trace file stays empty), the program could not be loaded, or the
 * trace could not be written.
 */
const failures: readonly KnownFailure[] = [
  // 1. The guest.
  {
    pattern: /Invalid opcode for `execute_instruction`: (\w+)/,
    status: "guest-error",
    message: "the guest executed an instruction that SP1 does not have ($1); no trace was written",
  },
  {
    pattern: /^Unimplemented instruction at pc: (\d+)/,
    status: "guest-error",
    message: "the guest executed an instruction that SP1 does not have, at pc $1",
  },
  {
    pattern: /^(\w+ must be aligned to \d+ bytes \(addr=0x[0-9a-f]+\))/,
    status: "guest-error",
    message: "the guest accessed memory that is not aligned: $1; no trace was written",
  },
  {
    pattern: /invalid memory access for opcode (\w+) and address (\d+)/,
    status: "guest-error",
    message: "the guest accessed memory that is not aligned: $1 at address $2",
  },
  {
    pattern: /^invalid syscall number: (\d+)/,
    status: "guest-error",
    message:
      "the guest made syscall $1, which this version of SP1 does not have: guest and host must be of one version",
  },
  {
    pattern: /exceeded cycle limit of (\d+)/,
    status: "step-limit",
    message: "the run exceeded the host's cycle limit of $1; the trace is complete all the same",
  },
  // 2. The program.
  {
    pattern: /must be a riscv machine/,
    status: "guest-error",
    message: "the ELF is no RISC-V program: build it with cargo prove build",
  },
  {
    pattern: /segment that is below the STACK_TOP/,
    status: "guest-error",
    message: "the ELF is a 32-bit guest of SP1 3 to 5, which SP1 6 refuses: build it with sp1-zkvm 6",
  },
  {
    pattern: /Could not read bytes in range \[(0x[0-9a-fA-F]+), (0x[0-9a-fA-F]+)\)/,
    status: "guest-error",
    message: "the ELF is empty or cut off (nothing at $1 to $2): build it again",
  },
  {
    pattern: /cannot read (\S+): No such file or directory/,
    status: "truncated",
    message: "the host did not find the ELF $1: build the guest first",
  },
  // 3. The trace.
  {
    pattern: /Failed to write profile to output file: .*?(No space left on device|"[^"]{1,80})/,
    status: "truncated",
    message: "SP1 could not write the whole trace ($1): free space, or raise TRACE_SAMPLE_RATE",
  },
];

/** Where a Rust panic of the host was raised: file and line of SP1's own source. */
interface PanicPlace {
  readonly file: string;
  readonly line: number;
}

/** What a line of the host's own (not the guest's) says of the end of the run; null for any other. */
export function failureOf(line: string): Outcome | null {
  for (const { pattern, status, message } of failures) {
    const match = pattern.exec(line);
    if (match !== null)
      return {
        status,
        message: message.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? ""),
      };
  }
  return null;
}

/** What a panic inside SP1's executor means, by its text where that is telling, else by where it was raised. */
export function panicOf(place: PanicPlace, text: string): Outcome {
  const known = failureOf(text);
  if (known !== null) return known;
  const os = /`Err` value: Os \{ code: (\d+), kind: (\w+), message: "([^"]{1,120})"/.exec(text);
  if (os !== null)
    return {
      status: "truncated",
      message: `SP1 could not create the file of TRACE_FILE (${os[3]}): name a file in a folder that exists; the guest did not run`,
    };
  if (/\/memory\.rs$/.test(place.file) && text.startsWith("index out of bounds"))
    return {
      status: "guest-error",
      message: "the guest accessed an address beyond 2^40; no trace was written",
    };
  if (/portable\/mod\.rs$/.test(place.file) && text.includes("on a `None` value"))
    return {
      status: "guest-error",
      message: "the guest jumped outside of its program; no trace was written",
    };
  return { status: "guest-error", message: `SP1's executor failed: ${text}` };
}
