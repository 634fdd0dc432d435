import type { HostTarget } from "./hostTargets";
import {
  allocators,
  kzgFlag,
  metricsFeatures,
  numberFieldIds,
  numberFields,
  spanFeatures,
  switchFieldIds,
  switchFields,
  type NumberField,
  type NumberFieldId,
  type SwitchFieldId,
} from "./openvmFields";
import type { OpenvmLine } from "./openvmLine";

/** What a prove benchmark is asked to do, as a user filled it in; an empty number leaves the flag out. */
export interface BenchmarkChoice {
  readonly line: OpenvmLine;
  readonly numbers: Readonly<Partial<Record<NumberFieldId, string>>>;
  readonly kzgParamsDir: string;
  readonly switches: readonly SwitchFieldId[];
  readonly profile: string;
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  /** Built for this processor alone, as OpenVM's own benchmarks are. */
  readonly nativeCpu: boolean;
  /** Further words for the benchmark, as they are. */
  readonly more: readonly string[];
}

/** The program, and what its package switches on by default. */
export interface BenchmarkTarget extends HostTarget {
  readonly kind: "bin" | "example" | "bench";
  readonly defaults: readonly string[];
  /** The cargo workspace, which rustc's paths are relative to. */
  readonly workspaceRoot: string;
}

export type BenchmarkField =
  NumberFieldId | SwitchFieldId | "kzgParamsDir" | "profile" | "features" | "more" | "target";

/** What is wrong (`error`: nothing is started) or worth knowing, with the figures for its text. */
export interface BenchmarkProblem {
  readonly field: BenchmarkField;
  readonly level: "error" | "note";
  readonly what:
    | "number"
    | "range"
    | "profile-name"
    | "feature-name"
    | "feature-unknown"
    | "allocators"
    | "no-metrics"
    | "spans-without-feature"
    | "evm-feature"
    | "folder"
    | "words"
    | "bench";
  readonly values: readonly (string | number)[];
}

const maxWords = 64;
const maxWordLength = 4096;
const hasControl = /[\0-\x1f\x7f]/;

/** Everything that can be said without a look at the disk. */
export function checkBenchmark(
  choice: BenchmarkChoice,
  target: BenchmarkTarget,
): readonly BenchmarkProblem[] {
  const problems: BenchmarkProblem[] = [];
  const say = (
    field: BenchmarkField,
    what: BenchmarkProblem["what"],
    values: readonly (string | number)[] = [],
    level: BenchmarkProblem["level"] = "error",
  ): void => void problems.push({ field, level, what, values });
  if (target.kind === "bench") say("target", "bench", [target.name]);
  for (const id of numberFieldIds) {
    const field: NumberField = numberFields[id];
    const text = (choice.numbers[id] ?? "").trim();
    if (text === "" || !field.lines.includes(choice.line)) continue;
    if (!/^\d{1,15}$/.test(text)) say(id, "number");
    else if (Number(text) < field.min || Number(text) > field.max) say(id, "range", [field.min, field.max]);
  }
  const folder = choice.kzgParamsDir;
  if (folder.startsWith("-") || hasControl.test(folder) || folder.length > maxWordLength)
    say("kzgParamsDir", "folder");
  if (!/^\w[\w-]{0,63}$/.test(choice.profile)) say("profile", "profile-name");
  for (const feature of choice.features)
    if (!/^[\w+][\w+./-]{0,127}$/.test(feature)) say("features", "feature-name", [feature.slice(0, 40)]);
    else if (!target.features.includes(feature)) say("features", "feature-unknown", [feature]);
  const on = featuresOn(choice, target);
  const chosen = allocators.filter((allocator) => on.has(allocator));
  if (chosen.length > 1) say("features", "allocators", chosen);
  const metrics = metricsFeatures.filter((feature) => target.features.includes(feature));
  if (metrics.length > 0 && !metrics.some((feature) => on.has(feature)) && !spansOn(choice, target))
    say("features", "no-metrics", [metrics[0]!], "note");
  const spans = spanFeatures.filter((feature) => target.features.includes(feature));
  if (choice.switches.includes("profiling") && spans.length > 0 && !spansOn(choice, target))
    say("profiling", "spans-without-feature", [spans[0]!], "note");
  const evm = choice.line === "2.0" && choice.switches.includes("evm");
  if (evm && target.features.includes("evm") && !on.has("evm")) say("evm", "evm-feature", ["evm"]);
  const { more } = choice;
  if (more.length > maxWords || more.some((word) => word.length > maxWordLength || word.includes("\0")))
    say("more", "words");
  return problems;
}

/** Features that the build has, as far as the package itself says. */
function featuresOn(choice: BenchmarkChoice, target: BenchmarkTarget): ReadonlySet<string> {
  return new Set([
    ...(choice.defaultFeatures ? target.defaults : []),
    ...target.requiredFeatures,
    ...choice.features,
  ]);
}

/** Whether instructions and cells are recorded by span: the guest's symbols have to be written then. */
export function spansOn(choice: BenchmarkChoice, target: BenchmarkTarget): boolean {
  const on = featuresOn(choice, target);
  return spanFeatures.some((feature) => on.has(feature));
}

/** The words that build and start a benchmark. `cargo` is absolute; a choice with errors has none. */
export function benchmarkArgv(
  cargo: string,
  target: BenchmarkTarget,
  choice: BenchmarkChoice,
): readonly string[] {
  const features = [...new Set([...target.requiredFeatures, ...choice.features])];
  const flags = [
    ...numberFieldIds.flatMap((id) => {
      const { flag, lines }: NumberField = numberFields[id];
      const text = (choice.numbers[id] ?? "").trim();
      return text === "" || !lines.includes(choice.line) ? [] : [flag, String(Number(text))];
    }),
    ...(choice.kzgParamsDir === "" ? [] : [kzgFlag, choice.kzgParamsDir]),
    ...switchFieldIds.flatMap((id) => {
      const lines: readonly OpenvmLine[] = switchFields[id].lines;
      return choice.switches.includes(id) && lines.includes(choice.line) ? [switchFields[id].flag] : [];
    }),
    ...choice.more,
  ];
  return [
    cargo,
    "run",
    "--manifest-path",
    target.manifestPath,
    "-p",
    target.package,
    `--${target.kind}`,
    target.name,
    "--profile",
    choice.profile,
    ...(choice.defaultFeatures ? [] : ["--no-default-features"]),
    ...(features.length === 0 ? [] : ["--features", features.join(",")]),
    ...(flags.length === 0 ? [] : ["--", ...flags]),
  ];
}

/** Variables of a benchmark: where its metrics go (absolute), and with spans the guest's symbols beside them. */
export function benchmarkEnv(
  choice: BenchmarkChoice,
  target: BenchmarkTarget,
  files: { readonly metrics: string; readonly symbols: string },
  rustflags: string | undefined,
): Readonly<Record<string, string>> {
  const native = "-Ctarget-cpu=native";
  return {
    OUTPUT_PATH: files.metrics,
    ...(spansOn(choice, target) ? { GUEST_SYMBOLS_PATH: files.symbols } : {}),
    ...(choice.nativeCpu
      ? { RUSTFLAGS: rustflags === undefined || rustflags === "" ? native : `${rustflags} ${native}` }
      : {}),
  };
}

/** What is filled in before a user was asked: what the package's own defaults leave out of a measured run. */
export function usualChoice(target: BenchmarkTarget, line: OpenvmLine): BenchmarkChoice {
  const missing = metricsFeatures.filter((feature) => target.features.includes(feature));
  const on = missing.some((feature) => target.defaults.includes(feature));
  return {
    line,
    numbers: {},
    kzgParamsDir: "",
    switches: [],
    profile: "release",
    features: on ? [] : missing.slice(0, 1),
    defaultFeatures: true,
    nativeCpu: false,
    more: [],
  };
}

const strings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= 1000 && value.every((item) => typeof item === "string");

/** A stored or given choice; null where it is none. */
export function readChoice(value: unknown): BenchmarkChoice | null {
  if (typeof value !== "object" || value === null) return null;
  const { line, numbers, kzgParamsDir, switches, profile, features, defaultFeatures, nativeCpu, more } =
    value as Record<string, unknown>;
  if (line !== "1.x" && line !== "2.0") return null;
  if (typeof numbers !== "object" || numbers === null) return null;
  const given = Object.entries(numbers as Record<string, unknown>);
  if (!strings(switches) || !strings(features) || !strings(more)) return null;
  if (typeof kzgParamsDir !== "string" || typeof profile !== "string") return null;
  return {
    line,
    numbers: Object.fromEntries(
      numberFieldIds.flatMap((id) => {
        const text = given.find(([key]) => key === id)?.[1];
        return typeof text === "string" && text.length <= 32 ? [[id, text]] : [];
      }),
    ),
    kzgParamsDir,
    switches: switchFieldIds.filter((id) => switches.includes(id)),
    profile,
    features,
    defaultFeatures: defaultFeatures !== false,
    nativeCpu: nativeCpu === true,
    more,
  };
}
