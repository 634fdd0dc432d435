import { fill } from "../../protocol/flameWords";
import type { OpenvmRunWords } from "../../protocol/openvmRunWords";
import type { BenchmarkProblem } from "../../toolchains/openvmBench";

/** What is wrong, or worth knowing, as the form says it. */
export function problemText({ what, values }: BenchmarkProblem, words: OpenvmRunWords): string {
  switch (what) {
    case "number":
      return words.number;
    case "range":
      return fill(words.rangeProblem, ...values);
    case "profile-name":
      return words.profileName;
    case "feature-name":
      return fill(words.featureBadName, ...values);
    case "feature-unknown":
      return fill(words.featureUnknown, ...values);
    case "allocators":
      return fill(words.allocatorsTwo, ...values);
    case "no-metrics":
      return fill(words.noMetrics, ...values);
    case "spans-without-feature":
      return fill(words.spansFeature, ...values);
    case "evm-feature":
      return fill(words.evmFeature, ...values);
    case "folder":
      return values.length > 0 ? words.folderMissing : words.folderProblem;
    case "words":
      return words.moreProblem;
    case "bench":
      return fill(words.targetBench, ...values);
  }
}
