import { op } from "./functionBody";
import { KernelBody } from "./kernelBody";

/** A power of two less one, at least twice so many keys. */
export function maskFor(keys: number): number {
  return 2 ** (32 - Math.clz32(2 * keys + 1)) - 1;
}

/**
 * (table, keys, mask, key): the number of a key of 64 bits, which is the next one where it is new. `keys` are the keys by
 * number, with 8 bytes in front that hold how many there are; `table`: `maskFor` and one words. All of it zeros at first.
 */
export function idOfKey(): KernelBody {
  const body = new KernelBody(4);
  const [table, keys, mask, key] = [0, 1, 2, 3];
  const [slot, at, id, count] = [body.int(), body.int(), body.int(), body.int()];
  // Of another number each time: no file can be made so that its keys meet.
  const odd = BigInt(Math.floor(Math.random() * 2 ** 52)) * 2048n + 1n;
  body.get(key).i64(odd).op(op.i64Mul).i64(32).op(op.i64ShrU).op(op.i32WrapI64).set(slot);
  const again = body.open(op.loop);
  body.get(slot).get(mask).op(op.i32And).tee(slot).i32(2).op(op.i32Shl).get(table).op(op.i32Add).tee(at);
  body.memory(op.i32Load).set(id);
  const isKnown = body.open(op.block);
  body.get(id).brIf(isKnown);
  body.get(keys).i32(8).op(op.i32Sub).tee(count).memory(op.i32Load).set(id);
  body.get(count).get(id).i32(1).op(op.i32Add).memory(op.i32Store);
  body.get(at).get(id).i32(1).op(op.i32Add).memory(op.i32Store);
  body.ofLong(id).get(keys).op(op.i32Add).get(key).memory(op.i64Store).get(id).op(op.return).end();
  const isOther = body.open(op.block);
  body.add(id, -1).ofLong(id).get(keys).op(op.i32Add).memory(op.i64Load);
  body.get(key).op(op.i64Ne).brIf(isOther).get(id).op(op.return).end();
  return body.add(slot, 1).br(again).end().op(op.unreachable);
}
