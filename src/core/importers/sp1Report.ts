import { CycleLensError } from "../errors";
import type { Importer, ProfilePart } from "./artefact";
import { reportOfJson, type Sp1Report } from "./sp1ReportJson";
import { readWholeJson, type JsonLimit } from "./wholeJson";

/** A report is 2 KB and what its labels need. */
const limit: JsonLimit = {
  megabytes: 32,
  tooLarge: "check that it is a report",
  damaged: "let the host write the report again",
};

/** `serde_json` of SP1's ExecutionReport: opcodes, syscalls, gas, cycle tracker, exit code. */
export const sp1Report: Importer = {
  format: "sp1-report",
  detect(head) {
    const start = new TextDecoder().decode(head);
    return /^\uFEFF?\s*\{/.test(start) && /"(?:opcode_counts|syscall_counts)"\s*:\s*\{/.test(start);
  },
  async import(source, context) {
    const report = found(await readWholeJson(source, context, limit));
    if (report === null)
      throw new CycleLensError(
        "bad-input",
        `${source.name} holds no execution report`,
        "write serde_json::to_string(&report) of SP1's ExecutionReport",
      );
    return reportPart("sp1-report", source.name, report);
  },
};

/** What a report says of a run, whatever file it stood in. */
export function reportPart(format: string, file: string, report: Sp1Report): ProfilePart {
  const { exitCode } = report;
  return {
    format,
    variant: null,
    file,
    engine: { name: "sp1", version: null },
    ...(exitCode === null ? {} : { exitCode }),
    ...(exitCode === null || exitCode === 0
      ? {}
      : {
          outcome: { status: "guest-error", message: `the guest ended with exit code ${String(exitCode)}` },
        }),
    totals: { cycles: report.cycles, gas: report.gas },
    ...(report.opcodes.length > 0 ? { opcodes: report.opcodes } : {}),
    ...(report.tags.length > 0 ? { tags: report.tags } : {}),
    warnings: report.warnings.map((warning) => `${file}: ${warning}`),
  };
}

/** The report itself, or an object that holds it beside other things. */
function found(json: unknown): Sp1Report | null {
  const own = reportOfJson(json);
  if (own !== null || typeof json !== "object" || json === null) return own;
  for (const value of Object.values(json)) {
    const inner = reportOfJson(value);
    if (inner !== null) return inner;
  }
  return null;
}
