import { intColumn, maxLine, metricColumns } from "./readColumns";
import * as shape from "./jsonShape";
import type { CallTree } from "./model";

/** A call tree; a node whose parent does not come before it is `bad-input`. `functions`: rows that frames may name. */
export function readCallTree(value: unknown, functions: number, path: "callTree" | "inlinedTree"): CallTree {
  const tree = shape.asObject(value, path);
  const frames = shape.asObject(tree["frames"], `${path}.frames`);
  const files = shape
    .asArray(tree["files"], `${path}.files`)
    .map((file) => shape.asName(file, `${path}.files`));
  const name = shape
    .asArray(frames["name"], `${path}.frames.name`)
    .map((text) => shape.asName(text, `${path}.frames.name`));
  const prefix = intColumn(tree["prefix"], `${path}.prefix`, -1, maxLine);
  const nodes = prefix.length;
  prefix.forEach((parent, node) => shape.asIndex(parent, -1, node - 1, `${path}.prefix[${String(node)}]`));
  return {
    length: nodes,
    frames: {
      length: name.length,
      name,
      func: intColumn(frames["func"], `${path}.frames.func`, -1, functions - 1, name.length),
      file: Array.from(
        intColumn(frames["file"], `${path}.frames.file`, -1, files.length - 1, name.length),
        (f) => files[f] ?? null,
      ),
      line: intColumn(frames["line"], `${path}.frames.line`, 0, maxLine, name.length),
      inlined: Uint8Array.from(intColumn(frames["inlined"], `${path}.frames.inlined`, 0, 1, name.length)),
    },
    prefix,
    frame: intColumn(tree["frame"], `${path}.frame`, 0, name.length - 1, nodes),
    self: metricColumns(tree["self"], `${path}.self`, nodes),
  };
}
