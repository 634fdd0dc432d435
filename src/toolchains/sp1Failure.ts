import { safeName } from "../core/profile/names";
import { logRules } from "./sp1LogRules";
import type { Sp1Host, Sp1Problem, Sp1TraceState } from "./sp1Types";

/** What a traced run of a host left. */
export interface Sp1Evidence {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly cancelled?: boolean;
  /** What the host and cargo printed; a part of it will do, both ends are looked at. */
  readonly stdout: string;
  readonly stderr: string;
  /** Null where no trace was asked for. */
  readonly trace: Sp1TraceState | null;
  readonly host: Pick<Sp1Host, "name" | "via" | "line" | "isDirect"> & { readonly isTraceHost?: boolean };
  /** As it was asked for; a host that sets the variable itself prints another one. */
  readonly sampleRate?: number;
}

const maxText = 2 * 2 ** 20;
const maxLine = 1000;

/**
 * What went wrong, the telling one first; empty after a run that is whole. Every silent failure of SP1 has its own
 * message (reference sp1-tracing §2, §8). Total over any text: it is split by lines once and never parsed deeper.
 */
export function sp1Failure(evidence: Sp1Evidence): Sp1Problem[] {
  // Lines are cut, so that no pattern can take longer than its text is long.
  const lines = plain(`${both(evidence.stderr)}\n${both(evidence.stdout)}`)
    .split(/\r?\n/)
    .map((line) => line.slice(0, maxLine));
  const text = lines.join("\n");
  const found = new Map<Sp1Problem["kind"], Sp1Problem>();
  const add = (problem: Sp1Problem): void => {
    if (!found.has(problem.kind)) found.set(problem.kind, problem);
  };
  // 1. What the log says.
  const isBad = evidence.exitCode !== 0;
  for (const rule of logRules) {
    if (rule.onlyFailed === true && !isBad) continue;
    const match = rule.pattern.exec(text);
    if (match === null) continue;
    const problem = rule.problem(match, evidence);
    // Without symbols there is no main either: said once.
    if (problem.kind === "no-main" && evidence.trace?.kind === "whole" && !evidence.trace.hasNames) continue;
    add(clean(problem));
  }
  // 2. What the process and the file say.
  if (evidence.cancelled !== true) for (const problem of ofTrace(evidence, lines, found)) add(problem);
  if (
    isBad &&
    evidence.cancelled !== true &&
    ![...found.values()].some(({ severity }) => severity === "error")
  )
    add(unexplained(evidence));
  const problems = [...found.values()];
  return [
    ...problems.filter(({ severity }) => severity === "error"),
    ...problems.filter(({ severity }) => severity === "warning"),
  ];
}

function ofTrace(
  { trace, host, sampleRate, exitCode, signal }: Sp1Evidence,
  lines: readonly string[],
  found: ReadonlyMap<string, Sp1Problem>,
): Sp1Problem[] {
  const problems: Sp1Problem[] = [];
  const executors = lines.filter((line) => line.trim() === "Profiling enabled").length;
  const hasError = [...found.values()].some(({ severity }) => severity === "error");
  const hasEnded = signal !== null || exitCode === 137;
  if (executors > 1)
    problems.push({
      kind: "second-executor",
      severity: "warning",
      message: `${host.name} built ${executors} executors, and each truncates the trace: it holds the last run only`,
      hint: "execute one program once, and do not prove in the same process",
    });
  const said = lines
    .map((line) => /^Profiling sample rate: (.*)$/.exec(line.trim())?.[1])
    .find((rate) => rate !== undefined);
  if (said !== undefined && sampleRate !== undefined && said !== String(sampleRate))
    problems.push({
      kind: "sample-rate",
      severity: "warning",
      message: `the host sampled at ${said.slice(0, 40)}, not at ${sampleRate}: it sets TRACE_SAMPLE_RATE itself`,
      hint: "take the variable out of the host's own settings",
    });
  if (signal === "SIGKILL" || exitCode === 137)
    problems.push({
      kind: "out-of-memory",
      severity: "error",
      message: `${host.name} was killed, most likely for want of memory: a trace takes about 160 bytes a sample`,
      hint: "sample less often (--sample-rate), or free some memory",
    });
  else if (signal !== null)
    problems.push({
      kind: "killed",
      severity: "error",
      message: `${host.name} was ended by ${signal} before its trace was written`,
      hint: "let it run to its end",
    });
  if (trace === null) return problems;
  if (trace.kind === "foreign" && !hasError && !hasEnded)
    problems.push({
      kind: "no-trace",
      severity: "error",
      message: `what ${host.name} wrote to TRACE_FILE is no trace of SP1 4 or newer`,
      hint: "up to SP1 3 it is a list of addresses: update SP1, and let nothing else write that file",
    });
  if (trace.kind === "missing" && exitCode === 0 && executors === 0)
    problems.push({
      kind: "no-profiling",
      severity: "error",
      message: `${host.name} ended well and wrote no trace: it is built without the feature profiling, or it did not execute the guest in this process`,
      hint: host.isDirect
        ? `build it with --features ${host.via}/profiling, and let it execute, not prove over the network`
        : `switch profiling of ${host.via} on, and let it execute, not prove over the network`,
    });
  else if (trace.kind === "missing" && exitCode === 0)
    problems.push({
      kind: "no-trace",
      severity: "error",
      message: `${host.name} said that it profiles, but its trace is not there`,
      hint: "do not change TRACE_FILE or the files of the run while it runs",
    });
  else if (trace.kind === "empty" && !hasError && !hasEnded)
    problems.push({
      kind: "empty-trace",
      severity: "error",
      message:
        host.line === "v4" || host.line === "v5"
          ? `the trace is empty: SP1 ${host.line.slice(1)}.x writes it only after a run that ends well`
          : "the trace is empty: the host ended before SP1 wrote it",
      hint: "see its last lines in the log of the run",
    });
  else if (trace.kind === "cut" && !hasError && !hasEnded)
    problems.push({
      kind: "cut-trace",
      severity: "error",
      message: "the trace is cut off: the host was ended while it wrote, or the disk is full",
      hint: "free some space and run it to its end, or sample less often",
    });
  else if (trace.kind === "whole" && !trace.hasNames)
    problems.push({
      kind: "stripped-elf",
      severity: "warning",
      message: "no sample has a stack: the guest's ELF has no symbols",
      hint: 'build the guest without strip: CARGO_PROFILE_RELEASE_STRIP=none, or strip = "none" in its profile',
    });
  else if (trace.kind === "whole" && !trace.hasStacks)
    problems.push({
      kind: "sample-rate",
      severity: "warning",
      message: `no sample has a stack: the run is shorter than the sample rate${sampleRate === undefined ? "" : ` of ${sampleRate}`}, or the rate is 0`,
      hint: "sample more often (--sample-rate 1)",
    });
  return problems;
}

function unexplained({ host, exitCode, signal, trace }: Sp1Evidence): Sp1Problem {
  // A trace host ends with the guest's own code, once the trace is written; 3 is SP1's for input it cannot decode.
  if (host.isTraceHost === true && trace?.kind === "whole")
    return {
      kind: exitCode === 3 ? "guest-input" : "guest-panic",
      severity: "error",
      message:
        exitCode === 3
          ? "the guest could not decode its input (exit code 3)"
          : `the guest ended with exit code ${exitCode ?? "?"}`,
      hint: exitCode === 3 ? "give every value in the type that it reads" : "the profile is kept up to there",
    };
  const how = exitCode === null ? `was ended by ${signal ?? "a signal"}` : `ended with exit code ${exitCode}`;
  return {
    kind: "host-failed",
    severity: "error",
    message: `${host.name} ${how}`,
    hint: "see its last lines in the log of the run",
  };
}

/** Text of the tool comes from strangers; of a long one the ends are kept. */
function both(text: string): string {
  return text.length <= 2 * maxText ? text : `${text.slice(0, maxText)}\n${text.slice(-maxText)}`;
}

function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}

function clean(problem: Sp1Problem): Sp1Problem {
  return { ...problem, message: safeName(problem.message.slice(0, 600)) };
}
