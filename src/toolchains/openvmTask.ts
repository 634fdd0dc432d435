import { openvmArgv, openvmModes, openvmSteps, readsInput } from "./openvmCommand";
import { hexProblem } from "./openvmInput";

/**
 * The words of a task `{ "type": "cyclelens", "step": "openvm", "command": "run", … }` of tasks.json; null where the
 * definition is of another step or names what cargo-openvm does not have. Paths are relative to the workspace folder.
 */
export function openvmTaskArgv(
  definition: Readonly<Record<string, unknown>>,
  cargo: string,
  folder: string,
  resolve: (folder: string, file: string) => string,
): readonly string[] | null {
  if (definition["step"] !== "openvm") return null;
  const text = (key: string): string | null => {
    const value = definition[key];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const step = openvmSteps.find((one) => one === (text("command") ?? "build"));
  const mode = text("mode");
  if (step === undefined || (mode !== null && !openvmModes.some((one) => one === mode))) return null;
  const bin = text("guest");
  if (bin !== null && !/^\w[\w.-]*$/.test(bin)) return null;
  const input = text("input");
  return openvmArgv(cargo, {
    step,
    manifestPath: resolve(folder, text("manifestPath") ?? "Cargo.toml"),
    bin,
    features: [],
    profile: "release",
    // What is no hex text is a file.
    input: input === null || !readsInput(step) || hexProblem(input) === null ? input : resolve(folder, input),
    mode: mode === null || mode === "pure" ? null : (mode as "meter" | "segment"),
  });
}
