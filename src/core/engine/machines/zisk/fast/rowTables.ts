import type { PlainLowering } from "../plainLowering";
import { code as opcode } from "../operationCodes";
import { handlerOf, type ColdHandlers } from "./coldRecord";

/** What the row writer looks up, as bytes from one place on. An operation that does not exist is `none`. */
export const table = {
  /** Handler by operation, of what neither loads nor stores; 0 where there is none. */
  handlers: 0,
  /** Operations by funct3, for funct7 0, 1 and 32. */
  registers: 256,
  words: 280,
  immediates: 304,
  loads: 312,
  branches: 320,
  /** Handlers by funct3. */
  loadHandlers: 328,
  storeHandlers: 336,
  branchHandlers: 344,
  widths: 352,
} as const;
export const tableBytes = 360;
export const none = 255;

export function rowTables(plain: PlainLowering, handlers: ColdHandlers): Uint8Array {
  const bytes = new Uint8Array(tableBytes);
  const put = (at: number, values: readonly number[]): void => {
    for (const [i, value] of values.entries()) bytes[at + i] = value < 0 ? none : value;
  };
  for (let op = 0; op < 256; op++) bytes[table.handlers + op] = handlers.ofAlu(op);
  bytes[table.handlers + opcode.flag] = handlerOf("nothing");
  bytes[table.handlers + opcode.copyb] = handlerOf("copy");
  put(table.registers, plain.registers.flat());
  put(table.words, plain.words.flat());
  put(table.immediates, plain.immediates);
  put(table.loads, plain.loads);
  put(table.branches, plain.branches);
  put(table.widths, plain.widthOfLoad);
  put(
    table.loadHandlers,
    plain.loads.map((op, funct3) => handlers.ofLoad(op, plain.widthOfLoad[funct3]!)),
  );
  put(
    table.storeHandlers,
    [1, 2, 4, 8].map((width) => handlers.ofStore(width)),
  );
  put(
    table.branchHandlers,
    plain.branches.map((op) => (op < 0 ? 0 : handlers.ofBranch(op))),
  );
  return bytes;
}
