import { CycleLensError } from "../../errors";
import type { Profile } from "../../profile/model";
import { FrameBook } from "../frameBook";
import { LineSums } from "../lineSums";
import { treeProfile } from "../treeProfile";
import { callTree, type DhatMetric } from "./callTree";
import { figureKeys, type FigureKey } from "./pointReader";
import type { DhatTables } from "./tables";

const again = "check that the file is what dhat wrote at the end of the run, or make it again";

/** Joins the tables once the file is read. @throws CycleLensError `bad-input`, `unsupported`, `overflow`, `too-large`. */
export function dhatProfileOf(tables: DhatTables, file: string, complete: boolean): Profile {
  check(tables, complete);
  const warnings: string[] = [];
  const metrics = metricsOf(tables);
  const sums = new LineSums(metrics.map(({ metric }) => metric.id));
  const book = new FrameBook();
  const tree = callTree(tables, metrics, book, sums);
  if (!complete)
    warnings.push(
      `${file} is truncated: ${tables.hasFrames ? "the profile holds what could be read" : "the names of the functions were not read"}`,
    );
  if (tables.oddPoints > 0)
    warnings.push(`${tables.oddPoints} program points have figures that are none; they were left out`);
  if (tables.cutFrames > 0)
    warnings.push(`${tables.cutFrames} outer frames of very deep stacks were left out`);
  return treeProfile({
    format: "dhat",
    variant: tables.texts.mode,
    file,
    // Only dhat-rs measures in time; valgrind counts instructions.
    engine: { name: isDhatRs(tables) ? "dhat-rs" : "valgrind dhat", version: null },
    outcome: complete
      ? { status: "ok", message: null }
      : { status: "truncated", message: "the dhat file is cut off" },
    metrics: metrics.map(({ metric }) => metric),
    functions: book.functions,
    tree,
    lines: sums.table(),
    warnings,
  });
}

function check(tables: DhatTables, complete: boolean): void {
  if (tables.version === null)
    throw new CycleLensError("bad-input", "no dhat file: it names no dhatFileVersion", again);
  if (tables.version !== 2)
    throw new CycleLensError(
      "unsupported",
      `the dhat file has version ${tables.version}, not 2`,
      "use dhat-rs 0.3 or newer, or valgrind 3.17 or newer",
    );
  if (!complete && tables.points === 0)
    throw new CycleLensError("bad-input", "the dhat file ends before its first program point", again);
}

function isDhatRs(tables: DhatTables): boolean {
  return tables.texts.mode === "rust-heap" || tables.texts.tu === "µs";
}

/** Bytes and blocks over the run, at the peak and at the end; in ad-hoc mode the file's own units and events. */
function metricsOf(tables: DhatTables): DhatMetric[] {
  const bytes = tables.texts.bsu ?? "bytes";
  const blocks = tables.texts.bksu ?? "blocks";
  const names: Readonly<Record<FigureKey, readonly [string, string]>> = {
    tb: [bytes, bytes],
    tbk: [blocks, blocks],
    gb: [`${bytes} at t-gmax`, bytes],
    gbk: [`${blocks} at t-gmax`, blocks],
    eb: [`${bytes} at t-end`, bytes],
    ebk: [`${blocks} at t-end`, blocks],
    rb: [`${bytes} read`, bytes],
    wb: [`${bytes} written`, bytes],
  };
  const metrics: DhatMetric[] = [];
  figureKeys.forEach((key, column) => {
    const [id, unit] = names[key];
    if (key !== "tb" && !tables.has(column)) return;
    // A file may call both the same.
    const taken = metrics.some(({ metric }) => metric.id === id);
    metrics.push({ metric: { id: taken ? `${id} (${key})` : id, unit }, column });
  });
  return metrics;
}
