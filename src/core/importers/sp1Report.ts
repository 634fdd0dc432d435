import { CycleLensError, throwIfCancelled } from "../errors";
import type { ByteSource, ImportContext, Importer, ProfilePart } from "./artefact";
import { reportOfJson, type Sp1Report } from "./sp1ReportJson";

/** A report is 2 KB and what its labels need. */
const maxBytes = 32 * 1024 * 1024;

/** `serde_json` of SP1's ExecutionReport: opcodes, syscalls, gas, cycle tracker, exit code. */
export const sp1Report: Importer = {
  format: "sp1-report",
  detect(head) {
    const start = new TextDecoder().decode(head);
    return /^\uFEFF?\s*\{/.test(start) && /"(?:opcode_counts|syscall_counts)"\s*:\s*\{/.test(start);
  },
  async import(source, context) {
    const report = found(await parsed(source, context));
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

async function parsed(source: ByteSource, context: ImportContext): Promise<unknown> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let readBytes = 0;
  for await (const chunk of source.chunks()) {
    throwIfCancelled(context.signal);
    readBytes += chunk.length;
    if (readBytes > maxBytes)
      throw new CycleLensError(
        "too-large",
        `${source.name} is larger than 32 MB`,
        "check that it is a report",
      );
    pieces.push(decoder.decode(chunk, { stream: true }));
    context.progress?.(readBytes, source.sizeBytes);
  }
  try {
    return JSON.parse(pieces.join("") + decoder.decode()) as unknown;
  } catch (error) {
    throw new CycleLensError(
      "bad-input",
      `${source.name} is damaged or cut off: it is no JSON`,
      "let the host write the report again",
      { cause: error },
    );
  }
}
