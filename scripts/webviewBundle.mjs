// How the webviews are bundled; used by the build, the browser tests and the benchmark.

/** One script and one stylesheet a page, no code that injects styles. */
export const webviewOptions = {
  bundle: true,
  platform: "browser",
  target: "es2022",
  format: "iife",
  // Transitions are off: see the file.
  alias: { "d3-transition": "./webview/flamegraph/d3Transition.ts" },
};

export const webviewEntries = {
  flamegraph: "webview/flamegraph/main.ts",
  matrix: "webview/matrix/main.ts",
  history: "webview/history/main.ts",
  openvm: "webview/openvm/main.ts",
  openvmRun: "webview/openvmRun/main.ts",
  flamePage: "webview/flamegraph/page.ts",
};
