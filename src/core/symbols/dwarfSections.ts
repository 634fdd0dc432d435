import type { Section } from "./elfSections";

/** Sections of debug information; those that the file has not are empty. */
export interface DwarfSections {
  readonly info: Uint8Array;
  readonly abbrev: Uint8Array;
  readonly line: Uint8Array;
  readonly lineStr: Uint8Array;
  readonly str: Uint8Array;
  readonly strOffsets: Uint8Array;
  readonly addr: Uint8Array;
  readonly ranges: Uint8Array;
  readonly rnglists: Uint8Array;
}

/** Null where neither entries nor lines are there. */
export function dwarfSections(sections: readonly Section[]): DwarfSections | null {
  const none = new Uint8Array(0);
  const get = (name: string): Uint8Array => sections.find((s) => s.name === name)?.bytes ?? none;
  const [info, line] = [get(".debug_info"), get(".debug_line")];
  if (info.length === 0 && line.length === 0) return null;
  return {
    info,
    abbrev: get(".debug_abbrev"),
    line,
    lineStr: get(".debug_line_str"),
    str: get(".debug_str"),
    strOffsets: get(".debug_str_offsets"),
    addr: get(".debug_addr"),
    ranges: get(".debug_ranges"),
    rnglists: get(".debug_rnglists"),
  };
}
