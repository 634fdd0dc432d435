import type {
  ChoiceField,
  FormField,
  FormModel,
  FormSection,
  SwitchField,
  TextField,
} from "../../protocol/openvmRun";
import type { OpenvmRunWords } from "../../protocol/openvmRunWords";
import { fill } from "../../protocol/flameWords";
import {
  benchmarkArgv,
  benchmarkEnv,
  checkBenchmark,
  type BenchmarkChoice,
  type BenchmarkField,
  type BenchmarkProblem,
  type BenchmarkTarget,
} from "../../toolchains/openvmBench";
import {
  numberFields,
  switchFields,
  kzgFlag,
  usualProfiles,
  type NumberField,
  type NumberFieldId,
  type SwitchFieldId,
} from "../../toolchains/openvmFields";
import { openvmLines, type OpenvmLine } from "../../toolchains/openvmLine";
import { joinWords } from "../sp1/words";
import { featureFields } from "./featureFields";
import { plain, shown, switchOf } from "./fieldParts";
import { problemText } from "./problemText";

/** What the form shows: the programs, the one that is chosen, and what is filled in for it. */
export interface FormState {
  readonly targets: readonly BenchmarkTarget[];
  readonly target: number;
  readonly choice: BenchmarkChoice;
  /** As typed; `choice.more` are its words. */
  readonly moreText: string;
  /** Whether `choice.kzgParamsDir` is a folder; true where it is empty. */
  readonly folderThere: boolean;
  /** Why nothing can be started now, whatever is filled in; empty for nothing. */
  readonly blocked: string;
}

/** The form in words. Nothing here asks the disk or the editor. */
export function formModel(state: FormState, words: OpenvmRunWords): FormModel {
  const { targets, target, choice } = state;
  const program = targets[target]!;
  const problems = problemsOf(state);
  const texts = (id: BenchmarkField, level: "error" | "note"): string =>
    problems
      .filter((problem) => problem.field === id && problem.level === level)
      .map((problem) => problemText(problem, words))
      .join(" ");
  const common = (id: BenchmarkField, label: string, help: string, flag = "") => ({
    id,
    label,
    help,
    flag,
    problem: texts(id, "error"),
    note: texts(id, "note"),
  });
  const number = (id: NumberFieldId, extra = ""): FormField[] => {
    const { flag, min, max, usual, lines }: NumberField = numberFields[id];
    if (!lines.includes(choice.line)) return [];
    const help = [words[`${id}Help`], extra, fill(words.range, min, max)].filter((part) => part !== "");
    const field: TextField = {
      ...common(id, words[id], help.join(" "), flag),
      kind: "text",
      value: choice.numbers[id] ?? "",
      placeholder: usual === null ? words.usualNone : fill(words.usual, usual),
      numeric: true,
      suggestions: [],
      browse: "",
    };
    return [field];
  };
  const flagSwitch = (id: SwitchFieldId): FormField[] => {
    const { flag, lines }: { flag: string; lines: readonly OpenvmLine[] } = switchFields[id];
    if (!lines.includes(choice.line)) return [];
    const field: SwitchField = {
      ...common(id, words[id], words[`${id}Help`], flag),
      kind: "switch",
      value: choice.switches.includes(id),
      fixed: false,
    };
    return [field];
  };
  const choiceOf = (field: Omit<ChoiceField, "kind">): ChoiceField => ({ ...field, kind: "choice" });
  const text = (
    field: ReturnType<typeof common>,
    value: string,
    more: Partial<Pick<TextField, "suggestions" | "browse" | "placeholder">> = {},
  ): TextField => ({
    ...field,
    kind: "text",
    value,
    placeholder: "",
    numeric: false,
    suggestions: [],
    browse: "",
    ...more,
  });
  const sections: FormSection[] = [
    {
      title: words.program,
      intro: words.programIntro,
      fields: [
        choiceOf({
          ...common("target", words.target, words.targetHelp),
          value: String(target),
          options: targets.slice(0, 500).map(({ name, package: pack, kind }, i) => ({
            value: String(i),
            label: `${shown(name)} · ${kind === "bin" ? "" : `${kind} · `}${shown(pack)}`,
          })),
        }),
        choiceOf({
          ...plain("line", words.line, words.lineHelp),
          value: choice.line,
          options: openvmLines.map((line) => ({
            value: line,
            label: line === "1.x" ? words.line1 : words.line2,
          })),
        }),
        text(common("profile", words.profile, words.profileHelp, "--profile"), choice.profile, {
          suggestions: usualProfiles,
        }),
        switchOf("nativeCpu", words.nativeCpu, words.nativeCpuHelp, "RUSTFLAGS", choice.nativeCpu),
      ],
    },
    {
      title: words.features,
      intro: fill(words.featuresIntro, shown(program.package)),
      fields: featureFields(
        choice,
        program,
        problems.filter(({ field }) => field === "features"),
        words,
      ),
    },
    {
      title: words.segments,
      intro: words.segmentsIntro,
      fields: [
        ...number("maxSegmentLength", choice.line === "2.0" ? words.maxSegmentLengthHelp2 : ""),
        ...number("segmentMaxCells"),
        ...number("numChildrenLeaf"),
        ...number("numChildrenInternal"),
        ...number("maxInternalWrapperLayers"),
        ...flagSwitch("appOnly"),
        ...flagSwitch("evm"),
      ],
    },
    {
      title: words.fri,
      intro: words.friIntro,
      fields: [
        ...number("appLogBlowup"),
        ...number("leafLogBlowup"),
        ...number("internalLogBlowup"),
        ...number("rootLogBlowup"),
        ...number("halo2OuterK"),
        ...number("halo2WrapperK"),
        text(
          common("kzgParamsDir", words.kzgParamsDir, words.kzgParamsDirHelp, kzgFlag),
          choice.kzgParamsDir,
          {
            browse: words.browse,
            placeholder: "~/.openvm/params",
          },
        ),
      ],
    },
    {
      title: words.more,
      intro: words.moreIntro,
      fields: [
        ...flagSwitch("profiling"),
        text(common("more", words.moreWords, words.moreWordsHelp), state.moreText),
      ],
    },
  ];
  const errors = new Set(problems.filter(({ level }) => level === "error").map(({ field }) => field)).size;
  const environment = benchmarkEnv(
    choice,
    program,
    { metrics: "…/metrics.json", symbols: "…/metrics.syms" },
    undefined,
  );
  return {
    title: words.title,
    intro: words.intro,
    sections,
    outro: words.outro,
    commandLabel: words.command,
    command:
      errors > 0
        ? []
        : benchmarkArgv("cargo", program, choice)
            .slice(0, 500)
            .map((word) => shown(joinWords([word]), 2000)),
    environment: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    start: words.start,
    reset: words.reset,
    blocked:
      state.blocked !== ""
        ? state.blocked
        : errors === 0
          ? ""
          : errors === 1
            ? words.blockedProblem
            : fill(words.blockedProblems, errors),
    problems: errors,
  };
}

/** What is wrong with the state, the folder on the disk included. */
export function problemsOf({ targets, target, choice, folderThere }: FormState): readonly BenchmarkProblem[] {
  const problems = checkBenchmark(choice, targets[target]!);
  if (folderThere || problems.some(({ field }) => field === "kzgParamsDir")) return problems;
  return [...problems, { field: "kzgParamsDir", level: "error", what: "folder", values: ["missing"] }];
}
