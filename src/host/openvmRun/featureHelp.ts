import type { OpenvmRunWords } from "../../protocol/openvmRunWords";

/** What a feature of a prove benchmark does, by its name in OpenVM's own; empty for one of the package's. */
export function featureHelp(feature: string, words: OpenvmRunWords): string {
  const known: Readonly<Record<string, string>> = {
    aggregation: words.featureAggregation,
    evm: words.featureEvm,
    "evm-prove": words.featureEvm,
    mimalloc: words.featureMimalloc,
    jemalloc: words.featureJemalloc,
    "jemalloc-prof": words.featureJemallocProf,
    parallel: words.featureParallel,
    metrics: words.featureMetrics,
    "bench-metrics": words.featureMetrics,
    "perf-metrics": words.featureSpans,
    profiling: words.featureSpans,
    cuda: words.featureCuda,
    "nightly-features": words.featureNightly,
    tco: words.featureTco,
    aot: words.featureAot,
  };
  return Object.hasOwn(known, feature) ? known[feature]! : "";
}
