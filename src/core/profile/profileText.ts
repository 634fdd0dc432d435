import { ColumnText } from "./columnText";
import { columnsOf, factsToJson, framesToJson, type ProfileJson } from "./json";
import type { CallTree, InstructionTable, MetricColumns, Profile } from "./model";

/** Nodes of a tree from which on its columns are written piece by piece. */
const mostNodes = 1 << 17;
/** Rows of instructions. */
const mostRows = 1 << 9;

type Piece = string | Uint8Array;

export interface ProfileTextOptions {
  readonly nodes?: number;
  readonly rows?: number;
  readonly facts?: ProfileJson;
}

/**
 * The full `cyclelens.profile/1` text of a profile, in pieces, of which those that are bytes are ASCII: of a tree of
 * millions of nodes neither the text nor lists of its numbers stand in memory at once. `nodes`, `rows`: of trees and of
 * instructions that are written whole; `facts`: its `factsToJson`, where there is one.
 */
export function* profileText(
  profile: Profile,
  { nodes = mostNodes, rows = mostRows, facts = factsToJson(profile) }: ProfileTextOptions = {},
): Generator<Piece> {
  const large = (["callTree", "inlinedTree"] as const).flatMap((key) => {
    const tree = profile[key];
    return tree && tree.prefix.length > nodes ? [{ key, tree }] : [];
  });
  const { instructions } = profile;
  const table = instructions !== null && instructions.pc.length > rows ? instructions : null;
  if (large.length === 0 && table === null) {
    yield JSON.stringify({ ...facts, ...columnsOf(profile, { full: true }) });
    return;
  }
  const without = {
    ...Object.fromEntries(large.map(({ key }) => [key, null])),
    ...(table === null ? {} : { instructions: null }),
  };
  const whole = columnsOf({ ...profile, ...without }, { full: true });
  yield JSON.stringify({ ...facts, ...whole }).slice(0, -1);
  const columns = new ColumnText();
  if (table !== null) {
    yield ',"instructions":';
    yield* instructionsText(table, columns);
  }
  for (const { key, tree } of large) {
    yield `,${JSON.stringify(key)}:`;
    yield* treeText(tree, columns);
  }
  yield "}";
}

function* treeText(tree: CallTree, columns: ColumnText): Generator<Piece> {
  yield `${JSON.stringify(framesToJson(tree)).slice(0, -1)},"prefix":`;
  yield* columns.list(tree.prefix);
  yield ',"frame":';
  yield* columns.list(tree.frame);
  yield ',"self":';
  yield* columnsText(tree.self, columns);
  yield "}";
}

function* instructionsText(table: InstructionTable, columns: ColumnText): Generator<Piece> {
  yield '{"pc":';
  yield* columns.list(table.pc);
  yield ',"count":';
  yield* columns.list(table.count);
  yield ',"func":';
  yield* columns.list(table.func);
  yield ',"self":';
  yield* columnsText(table.self, columns);
  const { accesses } = table;
  if (accesses !== undefined) {
    yield `,"accesses":{"classes":${JSON.stringify(accesses.classes)},"prices":`;
    yield* columns.list(accesses.prices);
    yield ',"per":';
    yield* columns.counts(accesses.start);
    yield ',"kind":';
    yield* columns.list(accesses.kind);
    yield ',"count":';
    yield* columns.list(accesses.count);
    yield "}";
  }
  yield "}";
}

function* columnsText(of: MetricColumns, columns: ColumnText): Generator<Piece> {
  let before = "{";
  for (const [id, values] of Object.entries(of)) {
    yield `${before}${JSON.stringify(id)}:`;
    yield* columns.list(values);
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}
