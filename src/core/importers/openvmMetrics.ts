import { CellStacks } from "../openvm/cellStacks";
import { metricsProfile } from "../openvm/metricsProfile";
import { scanMetrics } from "../openvm/readMetrics";
import type { Importer } from "./artefact";

const latin1 = new TextDecoder("latin1");

/**
 * OpenVM's metrics JSON (what OUTPUT_PATH names): cells, rows and instructions by group, AIR, opcode and cycle-tracker
 * span as a call tree, times of groups as totals and tags. Memory: what is distinct in the file.
 */
export const openvmMetrics: Importer = {
  format: "openvm-metrics",

  detect: isOpenvmMetrics,

  async import(source, context) {
    const stacks = new CellStacks();
    const { db, complete } = await scanMetrics(source, context, (bytes, entry) => stacks.add(bytes, entry));
    return {
      format: "openvm-metrics",
      variant: null,
      file: source.name,
      profile: metricsProfile({ file: source.name, db, stacks, complete }),
      warnings: [],
    };
  },
};

/** By the first bytes: `counter` or `gauge` with entries of labels. A file without any entry is one too. */
export function isOpenvmMetrics(head: Uint8Array): boolean {
  const start = latin1.decode(head).replace(/^\u00ef\u00bb\u00bf/, "");
  if (!/^\s*\{\s*"/.test(start)) return false;
  const lists = /"(?:counter|gauge)"\s*:\s*\[\s*(?:\]|\{\s*"(?:labels|metric|value)"\s*:)/.exec(start);
  if (lists === null) return false;
  return /"metric"\s*:\s*"|"labels"\s*:\s*\[/.test(start) || /"(?:counter|gauge)"\s*:\s*\[\s*\]/.test(start);
}
