// node scripts/benchEditor.mjs [--smoke]: rows of the benchmark that need the real editor, as JSON on stdout.
// Keystroke to repaint in a 10,000-line file, with 500 figures of ours in it and without the extension;
// activation: what the editor loads of us, and how long it takes.
import fs from "node:fs";
import path from "node:path";
import { buildSuites } from "./buildSuites.mjs";
import { stageExtension } from "./stageExtension.mjs";
import { root } from "./steps.mjs";
import { runHost } from "./testHost/host.mjs";
import { copyWorkspace } from "./testWorkspace.mjs";

const DECORATED = 500;
const LINES = 10_000;
const smoke = process.argv.includes("--smoke");
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** A Rust file of LINES lines and a profile with cost on every second of its first 2 × DECORATED lines. */
function writeBigFile(folder) {
  const lines = [];
  for (let i = 0; lines.length < LINES; i++)
    lines.push(`pub fn step${i}(x: u64) -> u64 {`, `    x.wrapping_mul(${i + 3}) ^ ${i}`, "}", "");
  fs.writeFileSync(path.join(folder, "guest/src/big.rs"), lines.slice(0, LINES).join("\n"));
  const rows = Array.from({ length: DECORATED }, (_, i) => ({
    file: "src/big.rs",
    line: 2 * i + 1,
    self: { steps: 1000 + i },
  }));
  const steps = rows.reduce((sum, row) => sum + row.self.steps, 0);
  const profile = {
    schema: "cyclelens.profile/1",
    source: { format: "synthetic", variant: null, files: ["big"] },
    engine: { name: "synthetic", version: "1" },
    outcome: { status: "ok", message: null },
    metrics: [{ id: "steps", unit: "steps" }],
    totals: { steps },
    functions: [],
    lines: rows,
    unattributed: { steps: 0 },
    warnings: [],
  };
  fs.writeFileSync(path.join(folder, "big.cyclelens.json"), JSON.stringify(profile));
}

async function measure(extension, decorated) {
  const workspace = copyWorkspace({ ziskemu: null });
  const result = path.join(workspace.folder, "..", "keystrokes.json");
  try {
    writeBigFile(workspace.folder);
    const code = await runHost({
      extension,
      tests: suites,
      folder: workspace.folder,
      artifacts: path.join(root, "out/artifacts/keystrokes"),
      browserArgs: ["--disable-frame-rate-limit", "--disable-gpu-vsync"],
      settings: { "cyclelens.decorations.threshold": 0, "editor.quickSuggestions": { other: "off" } },
      env: {
        CYCLELENS_TEST_SUITES: "_keystrokes",
        CYCLELENS_BENCH_OUT: result,
        CYCLELENS_BENCH_DECORATED: String(decorated),
      },
    });
    if (code !== 0) throw new Error(`the measurement ended with code ${code}`);
    return JSON.parse(fs.readFileSync(result, "utf8"));
  } finally {
    workspace.dispose();
  }
}

const suites = await buildSuites();
const staged = stageExtension();
const blank = path.join(root, "test/integration/blank");
const withUs = [];
const without = [];
const present = new Set();
const activations = [];
for (let round = 0; round < (smoke ? 1 : 3); round++) {
  const ours = await measure(staged, DECORATED);
  withUs.push(...ours.milliseconds);
  present.add(ours.present);
  if (ours.activation !== null) activations.push(ours.activation);
  without.push(...(await measure(blank, 0)).milliseconds);
}
const bundle = fs.statSync(path.join(staged, "dist/extension.js")).size;
const rows = [
  {
    work: `keystroke to repaint, ${LINES} lines, ${[...present].join("/")} figures present`,
    against: "the same file without the extension",
    ratio: median(withUs) / median(without),
    atMost: 1.2,
    detail: `median ${median(withUs).toFixed(2)} ms against ${median(without).toFixed(2)} ms, ${withUs.length} keys each`,
  },
  {
    work: "activation of the extension host",
    against: "–",
    ratio: null,
    detail: `bundle ${(bundle / 1024).toFixed(0)} KiB; ${
      activations.length > 0
        ? `first use to active ${median(activations).toFixed(0)} ms, nothing before`
        : "was active before its first use"
    }`,
  },
];
if (![...present].every((count) => count === DECORATED))
  rows[0].fault = `${[...present]} of ${DECORATED} figures present`;
process.stdout.write(`${JSON.stringify(rows)}\n`);
