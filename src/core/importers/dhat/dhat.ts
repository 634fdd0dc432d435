import type { Importer } from "../artefact";
import { scanJson } from "../scan/scanJson";
import { dhatProfileOf } from "./profileOf";
import { DhatTables } from "./tables";

const ascii = new TextDecoder("latin1");

/**
 * `dhat-heap.json` of dhat-rs and of valgrind's dhat, all modes: bytes and blocks over the run, at the peak (t-gmax)
 * and at the end, by function, call path and line of the allocation site. Memory: the frame table and one node for each
 * different stack prefix.
 */
export const dhat: Importer = {
  format: "dhat",

  detect(head) {
    const start = ascii.decode(head);
    return /^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(start) && /"dhatFileVersion"\s*:/.test(start);
  },

  async import(source, context) {
    const tables = new DhatTables();
    tables.expect(source.sizeBytes ?? 0);
    const complete = await scanJson(source, tables.shape, context);
    const profile = dhatProfileOf(tables, source.name, complete);
    return { format: "dhat", variant: profile.source.variant, file: source.name, profile, warnings: [] };
  },
};
