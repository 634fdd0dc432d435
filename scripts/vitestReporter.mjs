// Vitest's own reporter, and after it the lines that scripts/steps.mjs reads.
import { existsSync } from "node:fs";
import { DefaultReporter } from "vitest/node";
import { failedLine } from "./steps.mjs";

const shared = process.env.CYCLELENS_SHARED ?? "../shared";
const unsaid = existsSync(shared) ? "no reason given" : `needs the recorded data that is not at ${shared}`;

export default class extends DefaultReporter {
  onTestRunEnd(modules, errors, reason) {
    super.onTestRunEnd(modules, errors, reason);
    let passed = 0;
    let failed = errors.length;
    for (const error of errors) console.log(failedLine("outside of a test", error.message));
    for (const module of modules) {
      if (module.state() === "failed" && [...module.children.allTests("failed")].length === 0) {
        failed++;
        console.log(failedLine(module.relativeModuleId, module.errors()[0]?.message ?? "failed"));
      }
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") passed++;
        else if (result.state === "failed") {
          failed++;
          const name = `${module.relativeModuleId} > ${test.fullName}`;
          console.log(failedLine(name, result.errors?.[0]?.message ?? "failed"));
        } else if (result.state === "skipped")
          console.log(`skipped: ${test.fullName}: ${result.note ?? unsaid}`);
      }
    }
    console.log(`${passed} passed, ${failed} failed`);
  }
}
