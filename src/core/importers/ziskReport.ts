import type { ByteSource, ImportContext, Importer, ProfilePart } from "./artefact";
import { encodingOf, readLines } from "./textLines";
import { ZiskReportParser } from "./ziskReportParser";
import { reportPart } from "./ziskReportPart";
import { plain } from "./ziskToolLines";

/** ziskemu's standard output: the text report of `-X` in its forms F1–F5 and 1.4, `--steps`, `-m`. */
export const ziskReport: Importer = {
  format: "zisk-report",
  detect(head: Uint8Array): boolean {
    return marks.test(plain(new TextDecoder(encodingOf(head)).decode(head)));
  },
  async import(source: ByteSource, context: ImportContext): Promise<ProfilePart> {
    const parser = new ZiskReportParser();
    const stats = await readLines(source, context, (line, ended) => parser.line(line, ended));
    const part = reportPart(parser.finish(), source.name);
    if (stats.clippedLines === 0) return part;
    return { ...part, warnings: [...part.warnings, `${source.name}: very long lines were cut`] };
  },
};

/** What only the emulator prints; the report itself may stand beyond the head of the file. */
const marks =
  /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z )?(?:REPORT(?: \(cost version \d+\))?\s*$|Loading symbols from ELF file: |Loaded \d+ function symbols|STEPS: \d+\s*$|process_rom\(\) steps=|(?:TOP|DETAIL) (?:STEP|COST|PC|FUNCTION) |COST (?:BY (?:BASE |PRECOMPILED )?OPCODE|DISTRIBUTION)\s|║ {2}◆ REPORT SUMMARY|TOTAL COST: \d+\s*$|Cost definitions:\s*$)|STEPS: \d+\s*$/m;
