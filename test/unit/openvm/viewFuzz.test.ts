// Any figures under any labels: a view whose every answer passes the page's guards, or one of our errors.
import fc from "fast-check";
import { expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { pageCall, projectionCall, showMetrics } from "../../../src/protocol/openvm";
import { metricsWords } from "../../../src/protocol/openvmWords";
import { MetricsViews } from "../../../src/server/openvm/metricsViews";
import { view } from "./viewOfText";

const keys = [
  "group",
  "segment",
  "idx",
  "phase",
  "air_name",
  "air",
  "opcode",
  "dsl_ir",
  "cycle_tracker_span",
  "module",
  "block_number",
];
const texts = [
  "",
  "0",
  "1",
  "10",
  "app_proof",
  "leaf",
  "root",
  "agg_keygen",
  "internal.0",
  "a;b",
  ";;",
  "é\u202e|<b>",
  "__proto__",
];
const metrics = [
  "total_proof_time_ms",
  "execute_time_ms",
  "execute_metered_time_ms",
  "execute_metered_insns",
  "execute_preflight_time_ms",
  "execute_preflight_insns",
  "execute_preflight_insn_mi/s",
  "trace_gen_time_ms",
  "stark_prove_excluding_trace_time_ms",
  "prover.openings_time_ms",
  "keygen_time_ms",
  "verify_time_ms",
  "generate_blob_time_ms",
  "proof_size_bytes",
  "cells",
  "cells_used",
  "rows",
  "frequency",
  "opcode_count",
  "constraints",
  "main_cells_used",
  "gpu_mem.timestamp_ms",
  "gpu_mem.current_bytes",
  "gpu_mem.local_peak_bytes",
  "gpu_mem.reserved_bytes",
  "constructor",
];
const values = ["0", "1", "17", "2.5", "-3", "nan", "inf", "-inf", "1e308", "9007199254740993", "1e-9"];

const entry = fc.record({
  labels: fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...texts)), {
    maxLength: 5,
    selector: ([key]) => key,
  }),
  metric: fc.constantFrom(...metrics),
  value: fc.constantFrom(...values),
});
const file = fc.record({
  counter: fc.array(entry, { maxLength: 40 }),
  gauge: fc.array(entry, { maxLength: 40 }),
});
const versions = fc.constantFrom(undefined, "1.3", "1.4", "1.5", "2.0");

it("a view passes its guards, whatever the file says", async () => {
  await fc.assert(
    fc.asyncProperty(file, fc.option(file), versions, async (now, before, version) => {
      const views = new MetricsViews();
      let answer: ReturnType<MetricsViews["add"]>;
      try {
        answer = views.add(
          await view(JSON.stringify(now), {
            ...(before === null ? {} : { before: JSON.stringify(before) }),
            ...(version === undefined ? {} : { version }),
          }),
        );
      } catch (error) {
        expect(CycleLensError.is(error), String(error)).toBe(true);
        return;
      }
      const shown = {
        words: metricsWords,
        answer,
        problem: null,
        compares: false,
        version: null,
        versions: [],
      };
      expect(showMetrics.isValue(JSON.parse(JSON.stringify(shown)))).toBe(true);
      for (const { id, figures, length } of answer.tables) {
        const query = {
          table: id,
          descending: true,
          byChange: before !== null,
          filter: "",
          from: 0,
          count: 500,
        };
        for (let sort = -1; sort < figures.length + 3; sort++) {
          const page = views.page(answer.view, { ...query, sort });
          expect(pageCall.isResult(JSON.parse(JSON.stringify(page))), `${id} ${sort}`).toBe(true);
          expect(page.matches).toBe(length);
        }
      }
      expect(projectionCall.isResult(views.projection(answer.view, 3))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
