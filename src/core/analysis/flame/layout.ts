import type { FlameRows } from "./types";

export interface FlameLayout {
  /** Pixels from the left. */
  readonly x: Float64Array;
  readonly width: Float64Array;
  readonly depth: Int32Array;
  readonly levels: number;
}

/** Where each row lies: children from the left edge of their parent, in order, self cost at the right. */
export function flameLayout(rows: FlameRows, widthPx: number): FlameLayout {
  const length = rows.parent.length;
  const x = new Float64Array(length);
  const width = new Float64Array(length);
  const depth = new Int32Array(length);
  const filled = new Float64Array(length);
  const scale = rows.total[0]! > 0 ? widthPx / rows.total[0]! : 0;
  let levels = 0;
  for (let row = 0; row < length; row++) {
    const parent = rows.parent[row]!;
    width[row] = rows.total[row]! * scale;
    if (parent >= 0) {
      depth[row] = depth[parent]! + 1;
      x[row] = x[parent]! + filled[parent]!;
      filled[parent]! += width[row]!;
    }
    levels = Math.max(levels, depth[row]! + 1);
  }
  return { x, width, depth, levels };
}
