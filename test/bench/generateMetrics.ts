import { closeSync, openSync, writeSync } from "node:fs";
import { randomFrom } from "./bench";

/**
 * A metrics file of a profiled OpenVM run as the SDK writes it, pretty-printed: frequencies and cells of opcodes by span,
 * AIR and segment, then the times of the segments.
 */
export function generateMetrics(file: string, bytes: number): void {
  const random = randomFrom(7);
  const pick = (count: number): string => String(random() % count);
  const out = openSync(file, "w");
  let written = writeSync(out, '{\n  "counter": [\n');
  for (let first = true; written < bytes;) {
    let text = "";
    for (let i = 0; i < 2000; i++) {
      const span = random() % 3000;
      // An opcode runs in one AIR.
      const opcode = random() % 120;
      const labels = [
        ["group", "app_proof"],
        ["segment", pick(60)],
        ["opcode", `OP_${String(opcode)}`],
        ["air_name", `VmAirWrapper<Core${String(opcode % 40)}>`],
        ["cycle_tracker_span", `main;outer_${String(span % 50)};inner_${String(span)}`],
        ["dsl_ir", `Ir${pick(30)}`],
      ] as const;
      text += (first ? "" : ",\n") + entry(labels, i % 2 === 0 ? "frequency" : "cells_used", pick(100_000));
      first = false;
    }
    written += writeSync(out, text);
  }
  const gauges = Array.from({ length: 60 }, (_, segment) =>
    ["execute_preflight_time_ms", "trace_gen_time_ms", "stark_prove_excluding_trace_time_ms"].map(
      (metric, i) =>
        entry(
          [
            ["group", "app_proof"],
            ["segment", String(segment)],
          ],
          metric,
          String(50 * (i + 1) + segment),
        ),
    ),
  );
  writeSync(out, `\n  ],\n  "gauge": [\n${gauges.flat().join(",\n")}\n  ]\n}\n`);
  closeSync(out);
}

function entry(labels: readonly (readonly [string, string])[], metric: string, value: string): string {
  const pairs = labels.map(([key, text]) => `        [\n          "${key}",\n          "${text}"\n        ]`);
  return `    {\n      "labels": [\n${pairs.join(",\n")}\n      ],\n      "metric": "${metric}",\n      "value": "${value}"\n    }`;
}
