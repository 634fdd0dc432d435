import type { ChangeColumns } from "./changeColumns";
import type { EffectOrder } from "./effectOrder";
import { RowList } from "./rowList";
import type { ChangeStatus } from "./types";

/** Rows in the order of their effect, over the columns of their changes. */
export abstract class EffectRows<T> extends RowList<T> {
  readonly length: number;

  constructor(
    protected readonly order: EffectOrder,
    protected readonly columns: ChangeColumns,
  ) {
    super();
    this.length = order.length;
  }

  get changedCount(): number {
    return this.columns.changed;
  }

  statusAt(index: number): ChangeStatus {
    return this.columns.statusAt(this.order.rowAt(index));
  }
}
