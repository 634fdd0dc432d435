/**
 * `cargo openvm` (package cargo-openvm, crates/cli, read at v1.4.0, v2.0.1 and v2.0.2). The words are the tool's; nothing goes
 * through a shell.
 */
export const openvmSteps = ["build", "run", "prove app", "prove stark", "prove evm", "keygen"] as const;
export type OpenvmStep = (typeof openvmSteps)[number];

/** How `run` executes: plainly, with the cost of proving it in cells, or with the number of segments. */
export const openvmModes = ["pure", "meter", "segment"] as const;
export type OpenvmMode = (typeof openvmModes)[number];

export interface OpenvmCommand {
  readonly step: OpenvmStep;
  readonly manifestPath: string;
  /** Null where the package has one program. */
  readonly bin: string | null;
  readonly features: readonly string[];
  readonly profile: string;
  /** Hex text or path of a JSON file; null for none, and for steps that read nothing. */
  readonly input: string | null;
  /** Of `run`; null leaves the flag out, for versions before 1.4. */
  readonly mode: OpenvmMode | null;
}

/** Whether a step takes `--input`. */
export function readsInput(step: OpenvmStep): boolean {
  return step === "run" || step.startsWith("prove");
}

/** The argv of `cargo openvm`, the program first. */
export function openvmArgv(cargo: string, command: OpenvmCommand): readonly string[] {
  const { step, manifestPath, bin, features, profile, input, mode } = command;
  const isKeygen = step === "keygen";
  return [
    cargo,
    "openvm",
    ...step.split(" "),
    "--manifest-path",
    manifestPath,
    ...(bin === null || isKeygen ? [] : ["--bin", bin]),
    ...(features.length === 0 || isKeygen ? [] : ["--features", features.join(",")]),
    ...(profile === "release" || isKeygen ? [] : ["--profile", profile]),
    ...(step === "run" && mode !== null ? ["--mode", mode] : []),
    ...(input === null || !readsInput(step) ? [] : ["--input", input]),
  ];
}
