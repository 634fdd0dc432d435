/** Lines that ziskemu itself prints among the guest's text: what they look like, in every version. */

/** Longest line that is looked at; the emulator's own are short but for names. */
const maxLine = 8192;

/** Colour codes of the emulator's own lines; the guest's text keeps its own. */
export function plain(line: string): string {
  return line.includes("\u001b") ? line.replace(/\u001b\[[0-9;]{0,20}m/g, "") : line;
}

const startUp =
  /^(?:READ SYMBOLS=\w+|Loading symbols from ELF file: .*|Loaded symbols from ELF file: heap .*|Loaded \d+ function symbols(?: \(.*\))?|Loaded \d+ profile tags|ROI filter applied: .*| {2}\[Selected ROI\] .*|Call tracking enabled for .*|Output path: .*|Separator: '.*'|ZisK library footprint: .*|Added \d+ ZisK library ROIs)$/;

/** Printed before the guest starts. */
export function isStartUp(line: string): boolean {
  return line.length < maxLine && startUp.test(line);
}

/** The first line of a run with `-S`. */
export function isFirstOfRun(line: string): boolean {
  return /^(?:READ SYMBOLS=\w+|Loading symbols from ELF file: .{1,4096}|ZisK library footprint: .{1,200})$/.test(
    line,
  );
}

/** A line of the banner about code that is readable as data. */
export function isBanner(line: string): boolean {
  return /^#(?:#{70,80}|.{70,80}#)$/.test(line);
}

/** The segment that the banner is about. */
export function bannerSegment(line: string): string | null {
  return /^# {1,10}ELF PT_LOAD segment at (0x[0-9a-f]{1,16}) is PF_X \| PF_R /.exec(line)?.[1] ?? null;
}

/** Traces asked for with --trace-steps, --with-progress, --log-costly-unaligned: what stands before one on its line. */
export function traceLine(line: string): { readonly before: string } | null {
  if (line.length > maxLine) return null;
  const match =
    /^(.*?)(?:MEM MONITOR pc=0x[0-9a-f]+ fn='|### S:\d+ PC [0-9a-f]+: |running 0x[0-9a-f]{8,16} MS:\d+ )/.exec(
      line,
    );
  return match && { before: match[1]! };
}

/** The first line of a section whose title has two lines: its rows are passed over. */
export function isOtherTitle(line: string): boolean {
  return /^(?:REGISTER STEP [A-Z]+ \(|OPERAND PATTERN ANALYSIS \(|[A-Z0-9_]{1,40} DUPLICATES\b)/.test(line);
}

const trailer =
  /^(?:Stats snapshot saved to: |Writing disassembly to: |Disassembly written successfully|HTML report written to: |Saving profiler data to )/;

/** Printed behind the report. */
export function isTrailer(line: string): boolean {
  return trailer.test(line);
}

const coverage =
  /^(?:AVAILABLE|USED|USED NO FROPS|UNUSED NO FROPS|USED FROPS|RISC-V INSTRUCTION COVERAGE|UNSUPPORTED RISC-V INSTRUCTIONS EXECUTED|EXECUTED RISC-V INSTRUCTIONS|NON_EXECUTED RISC-V INSTRUCTIONS): /;

/** A row of OPS_COVERAGE. */
export function isCoverage(line: string): boolean {
  return coverage.test(line);
}

const callStackError =
  /^(.*?)(?:\u001b\[[0-9;]{0,20}m)*((?:CALL_STACK_ERROR: .*|ERROR: (?:STACK MISMATCH DETECTED|RETURN CALL unexpected|Unexpected RETURN|COST OVERFLOW|ROI change without CALL\/RETURN|[^:]{1,400} adding cost to self\.rois\[\d+\]).*disabled call stack feature.*))$/;

/** A message about the call stack, perhaps coloured, perhaps behind an unfinished line of the guest. */
export function callStackMessage(line: string): { readonly before: string; readonly message: string } | null {
  if (line.length > maxLine || !/CALL_STACK_ERROR: |call stack feature/.test(line)) return null;
  const match = callStackError.exec(line);
  return match && { before: match[1]!, message: plain(match[2]!) };
}

/** `STEPS: n` of --steps, the line of -m: perhaps behind an unfinished line of the guest. */
export function fastSteps(line: string): { readonly before: string; readonly steps: number } | null {
  if (line.length > maxLine) return null;
  const match =
    /^(.*?)STEPS: (\d{1,15})$/.exec(line) ?? /^(.*?)process_rom\(\) steps=(\d{1,15}) duration=/.exec(line);
  return match && { before: match[1]!, steps: Number(match[2]) };
}

/** `Saving profiler data to F...`, perhaps behind an unfinished line of the guest. */
export function savingProfile(line: string): { readonly before: string } | null {
  if (line.length > maxLine || !line.endsWith("...")) return null;
  const match = /^(.*)Saving profiler data to .{1,4096}\.\.\.$/.exec(line);
  return match && { before: match[1]! };
}
