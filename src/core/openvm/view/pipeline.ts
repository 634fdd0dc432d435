import { shareOf } from "../../report/figures";
import type { GroupCells } from "../aggregate";
import { isAppProof, isKeygen } from "../groups";
import { metric } from "../metricNames";
import { Sum } from "../sum";
import { looseFigures } from "./looseFigures";
import type { Side } from "./side";
import { phaseIds, type PhaseId, type PipelinePhase } from "./types";

/**
 * Milliseconds of each phase, added up over all proofs; NaN where the file has no metric of it.
 * execute, trace and prove are the application's; what runs once in front of its proofs (metered, plain) counts to
 * execute. aggregate is every proof of the stages behind.
 */
function pipelineTimes(side: Side): Readonly<Record<PhaseId, number>> {
  const { run, era } = side;
  const sums = new Map<PhaseId, Sum>();
  const add = (phase: PhaseId, value: number | undefined): void => {
    if (value === undefined || !Number.isFinite(value)) return;
    let sum = sums.get(phase);
    if (sum === undefined) sums.set(phase, (sum = new Sum()));
    sum.add(value);
  };
  for (const { name, value } of looseFigures(side)) {
    if (isKeygenTime(name)) add("keygen", value);
    else if (isCommitTime(name)) add("commit", value);
    else if (isVerifyTime(name)) add("verify", value);
  }
  for (const group of run?.groups ?? []) {
    for (const [name, { sum }] of group.metrics) {
      if (isKeygenTime(name)) add("keygen", sum.value);
      else if (isCommitTime(name)) add("commit", sum.value);
      else if (isVerifyTime(name)) add("verify", sum.value);
    }
    if (isKeygen(group.name)) continue;
    if (!isAppProof(group.name)) add("aggregate", group.metrics.get(metric.proofTime)?.sum.value);
    else addApplication(group, era.serial === "execute-rest", add);
  }
  return Object.fromEntries(phaseIds.map((id) => [id, sums.get(id)?.value ?? NaN])) as Record<
    PhaseId,
    number
  >;
}

function addApplication(
  { metrics }: GroupCells,
  oneExecution: boolean,
  add: (phase: PhaseId, value: number | undefined) => void,
): void {
  const sum = (name: string): number | undefined => metrics.get(name)?.sum.value;
  const inProofs = [
    ["execute", sum(oneExecution ? metric.executeTime : metric.preflightTime)],
    ["trace", sum(metric.traceGenTime)],
    ["prove", sum(metric.proveTime)],
  ] as const;
  for (const [phase, value] of inProofs) add(phase, value);
  if (!oneExecution) {
    // As the reports add them to the application's time.
    add("execute", metrics.get(metric.meteredTime)?.avg.value);
    add("execute", metrics.get(metric.e1Time)?.avg.value);
  }
  const total = sum(metric.proofTime);
  if (total === undefined) return;
  let rest = total;
  for (const [, value] of inProofs) rest -= value ?? 0;
  if (rest > 0) add("other", rest);
}

/** Phases with what they took before and their share; `other` only where there is some. */
export function pipelineOf(now: Side, before: Side | null): readonly PipelinePhase[] {
  const times = pipelineTimes(now);
  const old = before && pipelineTimes(before);
  const known = (value: number | undefined): number | null =>
    value === undefined || !Number.isFinite(value) ? null : value;
  let whole = 0;
  for (const id of phaseIds) whole += known(times[id]) ?? 0;
  return phaseIds
    .map((id) => ({
      id,
      time: { now: known(times[id]), before: known(old?.[id]) },
      share: shareOf(known(times[id]), whole),
    }))
    .filter(({ id, time }) => id !== "other" || time.now !== null || time.before !== null);
}

const isKeygenTime = (name: string): boolean => /keygen.*_time_ms$/.test(name);
const isCommitTime = (name: string): boolean => /^commit_(?:\w+_)?exe_time_ms$|^commit_exe/.test(name);
const isVerifyTime = (name: string): boolean => /^verif(?:y|ication)\w*_time_ms$/.test(name);
