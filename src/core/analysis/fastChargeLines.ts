import type { MetricColumns } from "../profile/model";
import type { DebugPart } from "../symbols/types";
import { maskFor } from "../wasm/keyTable";
import { Room } from "../wasm/room";
import type { ChargedLines } from "./chargeLines";
import { lineKernel, mostRows } from "./lineKernel";
import { layOut } from "./linePlaces";

/** A guest that needs more is charged without WebAssembly. */
const mostBytes = 1 << 30;
/** So few instructions are not worth a module. */
const fewest = 512;

/** `chargeLines` as WebAssembly; null where there is none for it. */
export function fastChargeLines(
  part: DebugPart,
  pcs: Float64Array,
  metrics: readonly string[],
  columns: readonly Float64Array[],
  least = fewest,
): ChargedLines | null {
  const { columns: known, nodes, pcs: all, files } = part;
  const { length } = pcs;
  if (known === undefined || length < least) return null;
  const room = new Room();
  const places = layOut(room, length, all.length, nodes.length, files.length);
  const most = length + nodes.length;
  if (room.length > mostBytes || most + files.length >= mostRows) return null;
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: room.pages, maximum: room.pages });
  } catch (error) {
    // The system does not give it.
    if (error instanceof RangeError) return null;
    throw error;
  }
  const words = new Int32Array(memory.buffer);
  const doubles = new Float64Array(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const kernel = lineKernel(memory, places);

  // 1. Stretches of instructions with one place, and what files they are of.
  doubles.set(pcs, places.pcs >> 3);
  doubles.set(all, places.all >> 3);
  doubles[(places.all >> 3) + all.length] = Infinity;
  words.set(known.rows.subarray(0, 3 * all.length), places.rows >> 2);
  words.set(known.node, places.node >> 2);
  words.set(nodes.parent, places.parent >> 2);
  const stretches = kernel.stretches(length);
  const pairs = kernel.pairs(stretches, maskFor(stretches));
  for (let i = 0, at = places.pairKeys >> 2; i < pairs; i++, at += 2)
    words[(places.pairFile >> 2) + i] = known.fileOf(words[at]!, words[at + 1]!);

  // 2. Where the function instances that they are in were inlined, and a row for each line.
  kernel.used(stretches, nodes.length);
  const { parent } = nodes;
  const { used } = places;
  const siteFile = places.siteFile >> 2;
  const siteLine = places.siteLine >> 2;
  for (let node = 0, end = nodes.length; node < end; node++) {
    if (bytes[used + node] === 0 || parent[node]! < 0) continue;
    words[siteFile + node] = nodes.file(node);
    words[siteLine + node] = nodes.line(node);
  }
  const unnamed = files.indexOf("");
  const rows = kernel.lines(stretches, nodes.length, maskFor(stretches + nodes.length), unnamed);

  // 3. In order of file and line.
  const byName = new Map<string, number>();
  for (let file = 0, at = places.hasRows; file <= files.length; file++)
    if (bytes[at + file] === 1) byName.set(file === 0 ? "" : files[file - 1]!, file);
  const names = [...byName.keys()].sort();
  names.forEach((name, rank) => (words[(places.rank >> 2) + byName.get(name)!] = rank));
  kernel.keys(rows);
  new BigUint64Array(memory.buffer, places.order, rows).sort();
  words.fill(-1, places.rowOf >> 2, (places.rowOf >> 2) + length);
  kernel.ordered(rows, stretches, nodes.length);

  // 4. Metric by metric.
  const ints = (at: number, count: number): Int32Array<ArrayBuffer> =>
    words.slice(at >> 2, (at >> 2) + count);
  const charged = new Float64Array(metrics.length);
  const self: Record<string, Float64Array> = {};
  const total: Record<string, Float64Array> = {};
  const sums = places.self >> 3;
  metrics.forEach((id, metric) => {
    doubles.set(columns[metric]!.subarray(0, length), places.cost >> 3);
    doubles.fill(0, sums, sums + rows);
    doubles.fill(0, places.total >> 3, (places.total >> 3) + rows);
    doubles.fill(0, places.below >> 3, (places.below >> 3) + nodes.length);
    charged[metric] = kernel.charge(stretches, nodes.length);
    self[id] = doubles.slice(sums, sums + rows);
    total[id] = doubles.slice(places.total >> 3, (places.total >> 3) + rows);
  });
  const [file, line] = [ints(places.file, rows), ints(places.line, rows)];
  return {
    lines: {
      length: rows,
      files: names,
      file,
      line,
      self: self as MetricColumns,
      total: total as MetricColumns,
    },
    charged,
    rowOf: ints(places.rowOf, length),
  };
}
