import { CycleLensError } from "../core/errors";
import { isSampleRate } from "./sp1SampleRate";
import type { Sp1Command, Sp1HostPlan, Sp1Values } from "./sp1Types";

/**
 * `cargo run --release -p P --bin B --features F -- ARGS` with the trace switched on, in the workspace's root: cargo
 * and rustup look for their configuration from there. `session` is the environment it will be put on top of.
 * Throws `usage` for a placeholder without a value or a rate that SP1 would silently take as 1.
 */
export function sp1HostCommand(
  plan: Sp1HostPlan,
  session: Readonly<Record<string, string | undefined>> = {},
): Sp1Command {
  const words = plan.arguments.map((word) => fillIn(word, { ...plan.values, trace: plan.traceFile }));
  return {
    argv: [plan.cargo, "run", ...cargoArguments(plan), ...(words.length > 0 ? ["--", ...words] : [])],
    cwd: plan.cwd ?? plan.host.root,
    env: {
      ...guestBuildEnv(plan, session),
      // The cycle tracker speaks through tracing; silent by default.
      ...(session["RUST_LOG"] === undefined ? { RUST_LOG: "info" } : {}),
      ...plan.env,
      ...sp1TraceEnv(plan.traceFile, plan.sampleRate),
    },
  };
}

/** The build alone, with what makes the run after it find nothing to do. */
export function sp1BuildCommand(
  plan: Sp1HostPlan,
  session: Readonly<Record<string, string | undefined>> = {},
): Sp1Command {
  return {
    argv: [plan.cargo, "build", ...cargoArguments(plan)],
    cwd: plan.cwd ?? plan.host.root,
    env: { ...guestBuildEnv(plan, session), ...plan.env },
  };
}

/** The two variables that SP1 reads; empty without a trace. Throws `usage`. */
export function sp1TraceEnv(traceFile: string | null, sampleRate: number): Record<string, string> {
  if (traceFile === null) return {};
  if (!isSampleRate(sampleRate))
    throw new CycleLensError(
      "usage",
      `${sampleRate} is no sample rate: SP1 would take it as 1, or write one sample`,
      "give a whole number from 1 to 4294967295",
    );
  return { TRACE_FILE: traceFile, TRACE_SAMPLE_RATE: String(sampleRate) };
}

/** Line tables for a guest that is built by itself, `cargo prove build` or cargo, without an edit of its manifest. */
export const sp1GuestBuildEnv = {
  CARGO_PROFILE_RELEASE_DEBUG: "line-tables-only",
  CARGO_PROFILE_RELEASE_STRIP: "none",
} as const;

function cargoArguments(plan: Sp1HostPlan): string[] {
  const { host, bin, features, profile = "release" } = plan;
  const inside = plan.cwd === undefined || plan.cwd === host.root;
  const named = features.flatMap((word) => word.split(/[\s,]+/)).filter((word) => word !== "");
  return [
    ...(profile === "release" ? ["--release"] : profile === "dev" ? [] : ["--profile", profile]),
    ...(tracesLines(plan)
      ? [
          "--config",
          `profile.release.debug=${host.release.debug}`,
          "--config",
          `profile.release.strip=${host.release.strip}`,
        ]
      : []),
    ...(inside ? [] : ["--manifest-path", host.manifestPath]),
    "-p",
    host.name,
    ...(bin === null ? [] : ["--bin", bin]),
    ...(plan.noDefaultFeatures === true ? ["--no-default-features"] : []),
    ...(named.length === 0 ? [] : ["--features", named.join(",")]),
  ];
}

/**
 * A build script hands its environment on to the guest's cargo, but not `--config`: by the one the guest gets line
 * tables, by the other the host keeps its own profile, so that nothing of it is compiled anew (checked with cargo 1.95).
 */
function guestBuildEnv(
  plan: Sp1HostPlan,
  session: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  if (!tracesLines(plan) || session["CARGO_PROFILE_RELEASE_DEBUG"] !== undefined) return {};
  return { ...sp1GuestBuildEnv };
}

function tracesLines({ host, lineTables = true, profile = "release" }: Sp1HostPlan): boolean {
  return host.buildsGuest && lineTables && profile === "release";
}

const placeholder = /\{(elf|input|trace|report|output|folder)\}/g;

function fillIn(word: string, values: Sp1Values & { readonly trace: string | null }): string {
  return word.replace(placeholder, (whole, name: keyof typeof values) => {
    const value = values[name];
    if (value === null)
      throw new CycleLensError(
        "usage",
        `the host's arguments name ${whole}, and there is none`,
        name === "input"
          ? "choose an input, or take it out of the arguments"
          : "take it out of the arguments",
      );
    return value;
  });
}

/** True where the arguments name a placeholder. */
export function usesPlaceholder(words: readonly string[], name: "elf" | "input"): boolean {
  return words.some((word) => word.includes(`{${name}}`));
}
