import type { Better, FigureUnit } from "./types";

/** Unit and sense of a metric by its name: OpenVM's names end in their unit. */
export function metricKind(name: string): { readonly unit: FigureUnit; readonly better: Better } {
  if (/(?:_mi\/s|_mhz)$/i.test(name)) return { unit: "rate", better: "more" };
  if (/_ms$/.test(name)) return { unit: "ms", better: "less" };
  if (/_bytes(?:[._]|$)|^proof_size/.test(name)) return { unit: "bytes", better: "less" };
  if (/cells/.test(name)) return { unit: "cells", better: "less" };
  if (/(?:^|_)rows(?:_|$)/.test(name)) return { unit: "rows", better: "less" };
  if (/insns$|^total_cycles$|^frequency$|^opcode_count$/.test(name)) return { unit: "count", better: "less" };
  return { unit: "", better: "none" };
}
