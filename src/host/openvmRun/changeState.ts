import type { FormChange } from "../../protocol/openvmRun";
import { usualChoice, type BenchmarkChoice } from "../../toolchains/openvmBench";
import {
  numberFieldIds,
  switchFieldIds,
  type NumberFieldId,
  type SwitchFieldId,
} from "../../toolchains/openvmFields";
import { openvmLines, type OpenvmLine } from "../../toolchains/openvmLine";
import { joinWords, splitWords } from "../sp1/words";
import type { FormState } from "./formModel";

/** What was remembered for a program, else its usual values. */
export type Recall = (target: number) => BenchmarkChoice | null;

/** The state of a program that was just chosen. */
export function stateOf(
  targets: FormState["targets"],
  lines: readonly (OpenvmLine | null)[],
  target: number,
  recall: Recall,
): FormState {
  const choice = recall(target) ?? usualChoice(targets[target]!, lines[target] ?? "2.0");
  return { targets, target, choice, moreText: joinWords(choice.more), folderThere: true, blocked: "" };
}

/** The state after one field was changed; the same one for an id or value that the form does not have. */
export function changeState(
  state: FormState,
  { id, value }: FormChange,
  lines: readonly (OpenvmLine | null)[],
  recall: Recall,
): FormState {
  const { choice, targets } = state;
  const to = (changed: Partial<BenchmarkChoice>): FormState => ({
    ...state,
    choice: { ...choice, ...changed },
  });
  if (typeof value === "string") {
    if (id === "target") {
      const target = /^\d+$/.test(value) ? Number(value) : -1;
      return target in targets
        ? { ...stateOf(targets, lines, target, recall), blocked: state.blocked }
        : state;
    }
    if (id === "line")
      return openvmLines.includes(value as OpenvmLine) ? to({ line: value as OpenvmLine }) : state;
    if (id === "profile") return to({ profile: value.trim() });
    if (id === "kzgParamsDir") return to({ kzgParamsDir: value.trim() });
    if (id === "more") return { ...to({ more: splitWords(value) }), moreText: value };
    if (numberFieldIds.includes(id as NumberFieldId))
      return to({ numbers: { ...choice.numbers, [id]: value.trim() } });
    return state;
  }
  if (id === "nativeCpu") return to({ nativeCpu: value });
  if (id === "defaultFeatures") {
    // Switched off as one, they stay on one by one, so that a single one can go.
    const { defaults, features } = targets[state.target]!;
    const own = defaults.filter((feature) => features.includes(feature));
    const others = choice.features.filter((feature) => !own.includes(feature));
    return to({ defaultFeatures: value, features: value ? others : [...own, ...others] });
  }
  if (switchFieldIds.includes(id as SwitchFieldId)) {
    const flag = id as SwitchFieldId;
    const others = choice.switches.filter((one) => one !== flag);
    // A proof of the application only goes nowhere further.
    const kept = others.filter((one) => !value || !contrary(one, flag));
    return to({ switches: value ? [...kept, flag] : others });
  }
  const feature = id.startsWith("feature:") ? id.slice("feature:".length) : null;
  if (feature === null || !targets[state.target]!.features.includes(feature)) return state;
  const others = choice.features.filter((one) => one !== feature);
  return to({ features: value ? [...others, feature] : others });
}

function contrary(a: SwitchFieldId, b: SwitchFieldId): boolean {
  return (a === "appOnly" && b === "evm") || (a === "evm" && b === "appOnly");
}
