import { profileBuildEnv, cargoZiskBuild } from "../../toolchains/cargoZisk";

/** One process of a run, as a task starts it: by argv, never by a shell. */
export interface ProcessStep {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The build of a guest: what the setting says, else `cargo-zisk build --release`; always with line tables. */
export function buildStep(options: {
  readonly cargoZisk: string | null;
  readonly buildCommand: readonly string[] | null;
  readonly manifestFolder: string;
}): ProcessStep | null {
  const { cargoZisk, buildCommand, manifestFolder } = options;
  const argv =
    buildCommand && buildCommand.length > 0
      ? buildCommand
      : cargoZisk === null
        ? null
        : cargoZiskBuild(cargoZisk);
  return argv === null ? null : { argv, cwd: manifestFolder, env: { ...profileBuildEnv } };
}

/** The same process below our runner, which tees its output into `folder` and passes its exit code on. */
export function throughRunner(
  step: ProcessStep,
  runner: { readonly node: string; readonly cli: string },
  folder: string,
): ProcessStep {
  return {
    argv: [runner.node, runner.cli, "run", "--folder", folder, "--", ...step.argv],
    cwd: step.cwd,
    // The extension host's program is the editor itself on a desktop.
    env: { ...step.env, ELECTRON_RUN_AS_NODE: "1" },
  };
}
