import { fill } from "../../protocol/flameWords";
import type { FormField } from "../../protocol/openvmRun";
import type { OpenvmRunWords } from "../../protocol/openvmRunWords";
import type { BenchmarkChoice, BenchmarkProblem, BenchmarkTarget } from "../../toolchains/openvmBench";
import { featureHelp } from "./featureHelp";
import { plain, shown, switchOf } from "./fieldParts";
import { problemText } from "./problemText";

/** The default features as one switch, then every feature; what the program needs is on and stays on. */
export function featureFields(
  choice: BenchmarkChoice,
  target: BenchmarkTarget,
  problems: readonly BenchmarkProblem[],
  words: OpenvmRunWords,
): readonly FormField[] {
  const defaults =
    target.defaults.length === 0
      ? words.noDefaults
      : target.defaults
          .slice(0, 50)
          .map((name) => shown(name))
          .join(", ");
  const help = fill(words.defaultFeaturesHelp, defaults);
  // A problem stands at the features that it names, else at the first field.
  const own = (problem: BenchmarkProblem): boolean =>
    ["allocators", "no-metrics"].includes(problem.what) &&
    problem.values.every((name) => target.features.includes(String(name)));
  const texts = (level: "error" | "note", of: (problem: BenchmarkProblem) => boolean): string =>
    problems
      .filter((problem) => problem.level === level && of(problem))
      .map((problem) => problemText(problem, words))
      .join(" ");
  const at = (of: (problem: BenchmarkProblem) => boolean) => ({
    problem: texts("error", of),
    note: texts("note", of),
  });
  return [
    {
      ...switchOf(
        "defaultFeatures",
        words.defaultFeatures,
        help,
        "--no-default-features",
        choice.defaultFeatures,
      ),
      ...at((problem) => !own(problem)),
    },
    ...target.features.filter(canBeChosen).map((feature): FormField => {
      const required = target.requiredFeatures.includes(feature);
      const byDefault = choice.defaultFeatures && target.defaults.includes(feature);
      const notes = [
        featureHelp(feature, words),
        required ? words.featureRequired : byDefault ? words.featureByDefault : "",
      ];
      return {
        ...plain(`feature:${feature}`, shown(feature), notes.filter((note) => note !== "").join(" ")),
        ...at((problem) => own(problem) && problem.values.includes(feature)),
        kind: "switch",
        value: required || byDefault || choice.features.includes(feature),
        fixed: required || byDefault,
      };
    }),
  ];
}

/** cargo takes no other names; a manifest may hold any number of odd ones. */
function canBeChosen(feature: string, at: number): boolean {
  return at < 200 && feature.length <= 128;
}
