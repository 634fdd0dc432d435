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

/** A metrics file of so many groups, ten times as many AIRs and spans, all of them different. */
export function generateDistinct(file: string, groups: number): void {
  const out = openSync(file, "w");
  const section = (name: string, count: number, entries: (i: number) => readonly string[]): void => {
    writeSync(out, `"${name}": [\n`);
    for (let from = 0; from < count; from += 1000) {
      const texts = Array.from({ length: Math.min(1000, count - from) }, (_, i) => entries(from + i));
      writeSync(out, (from === 0 ? "" : ",\n") + texts.flat().join(",\n"));
    }
    writeSync(out, "\n]");
  };
  writeSync(out, "{");
  section("counter", 10 * groups, (i) => {
    const group = ["group", "app_proof"] as const;
    const air = [group, ["segment", String(i % 50)], ["air_name", `VmAirWrapper<A${i}, C${i}>`]] as const;
    const span = [
      group,
      ["opcode", `OP_${i % 500}`],
      ["dsl_ir", ""],
      ["cycle_tracker_span", `main;f${i % 100};g${i}`],
    ] as const;
    return [
      entry(air, "rows", String(i + 1)),
      entry(air, "cells", String(32 * (i + 1))),
      entry(span, "frequency", String(i + 1)),
    ];
  });
  writeSync(out, ",\n");
  section("gauge", groups, (i) =>
    ["total_proof_time_ms", "execute_preflight_time_ms", "trace_gen_time_ms"].map((metric, k) =>
      entry(
        [
          ["group", `internal.${i}`],
          ["idx", "0"],
        ],
        metric,
        String(100 - 30 * k + (i % 7)),
      ),
    ),
  );
  writeSync(out, "}\n");
  closeSync(out);
}

function entry(labels: readonly (readonly [string, string])[], metric: string, value: string): string {
  const pairs = labels.map(([key, text]) => `        [\n          "${key}",\n          "${text}"\n        ]`);
  return `    {\n      "labels": [\n${pairs.join(",\n")}\n      ],\n      "metric": "${metric}",\n      "value": "${value}"\n    }`;
}
