import { tableIds, type TableId } from "../../src/core/openvm/view/types";
import { isIndex, isOneOf, isRecord, isText } from "../../src/protocol/guards";

/** How one table is looked at. */
export interface TableState {
  /** Texts first, then figures; -1 the order of the table; null: its own beginning. */
  readonly sort: number | null;
  readonly descending: boolean;
  readonly byChange: boolean;
  readonly filter: string;
  readonly from: number;
}

/** What a reload of the window brings back. */
export interface MetricsState {
  readonly table: TableId;
  readonly tables: Readonly<Partial<Record<TableId, TableState>>>;
  readonly devices: number;
  readonly perDevice: number;
}

export const freshTable: TableState = {
  sort: null,
  descending: true,
  byChange: false,
  filter: "",
  from: 0,
};

/** openvm-prof's own defaults. */
const freshState: MetricsState = { table: "groups", tables: {}, devices: 16, perDevice: 2 };

export function readMetricsState(value: unknown): MetricsState {
  if (!isRecord(value)) return freshState;
  const { table, tables, devices, perDevice } = value;
  const inRange = (one: unknown, otherwise: number): number =>
    isIndex(one) && one >= 1 && one <= 1024 ? one : otherwise;
  const states: Partial<Record<TableId, TableState>> = {};
  if (isRecord(tables))
    for (const id of tableIds) {
      const state = tables[id];
      if (isRecord(state)) states[id] = tableState(state);
    }
  return {
    table: isOneOf(table, ...tableIds) ? table : freshState.table,
    tables: states,
    devices: inRange(devices, freshState.devices),
    perDevice: inRange(perDevice, freshState.perDevice),
  };
}

function tableState({
  sort,
  descending,
  byChange,
  filter,
  from,
}: Readonly<Record<string, unknown>>): TableState {
  return {
    sort: isIndex(sort) ? sort : null,
    descending: descending !== false,
    byChange: byChange === true,
    filter: isText(filter, 1000) ? filter : "",
    from: isIndex(from) && from >= 0 ? from : 0,
  };
}
