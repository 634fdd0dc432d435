import { op } from "../core/wasm/functionBody";
import { KernelBody } from "../core/wasm/kernelBody";
import { i32, WasmModule } from "../core/wasm/wasmModule";
import { mostPages } from "./lineHashPages";

// What `textLines` and `lineHash` do together, as WebAssembly: a run hashes a thousand lines of a hundred files.

/**
 * Of the text at 0, with eight bytes behind it that may be read, the lines whose numbers stand at `lines` (32 bits, ascending):
 * puts the hash of each in place of its number. Gives how many of them the text has; -1 where one or a line in front of one
 * ends with a carriage return, or one is not ASCII.
 */
export type HashLines = (length: number, lines: number, count: number) => number;

const feed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/** A module with `hash`, a `HashLines`, over `env.memory`. */
export function lineHashKernel(): Uint8Array<ArrayBuffer> {
  const wasm = new WasmModule({ memoryPages: { minimum: 1, maximum: mostPages } });
  wasm.exportFunction("hash", wasm.define(wasm.type([i32, i32, i32], [i32]), hashBody().take()));
  return wasm.build();
}

function hashBody(): KernelBody {
  const body = new KernelBody(3);
  const [length, lines, count, i, pos, line, wanted, byte, hash, kept] = [
    0,
    1,
    2,
    body.int(),
    body.int(),
    body.int(),
    body.int(),
    body.int(),
    body.int(),
    body.int(),
  ];
  const [eight, ends] = [body.long(), body.long()];
  body.i32(1).set(line);
  const odd = body.open(op.block);
  const behind = body.open(op.block);
  body.each(i, count, () => {
    body.get(lines).ofWord(i).op(op.i32Add).memory(op.i32Load).set(wanted);
    // 1. The line's begin: eight bytes at once are looked through for line ends.
    const found = body.open(op.block);
    const seek = body.open(op.loop);
    body.get(line).get(wanted).op(op.i32GeS).brIf(found);
    body.get(pos).get(length).op(op.i32GeU).brIf(behind);
    body.get(pos).memory(op.i64Load).set(eight);
    body.i64(0).set(ends);
    for (const end of [feed, carriageReturn]) {
      body
        .get(eight)
        .i64(BigInt(end) * 0x0101010101010101n)
        .op(op.i64Xor)
        .set(eight);
      body.get(ends).get(eight).i64(0x0101010101010101n).op(op.i64Sub);
      body.get(eight).i64(-1).op(op.i64Xor).op(op.i64And).op(op.i64Or).set(ends);
      body
        .get(eight)
        .i64(BigInt(end) * 0x0101010101010101n)
        .op(op.i64Xor)
        .set(eight);
    }
    body.get(ends).i64(-0x7f7f7f7f7f7f7f80n).op(op.i64And).tee(ends).op(op.i64Eqz).open(op.if);
    body.add(pos, 8).br(seek).end();
    body.get(ends).op(op.i64Ctz).op(op.i32WrapI64).i32(3).op(op.i32ShrU);
    body.get(pos).op(op.i32Add).tee(pos).get(length).op(op.i32GeU).brIf(behind);
    body.get(pos).memory(op.i32Load8U).i32(feed).op(op.i32Ne).brIf(odd);
    body.add(pos, 1).add(line, 1).br(seek).end().end();
    // 2. FNV-1a of its UTF-16 units, of which each has a byte and a nought; white space at its end is left out.
    body
      .i32(0x811c9dc5 | 0)
      .tee(hash)
      .set(kept);
    const hashed = body.open(op.block);
    const each = body.open(op.loop);
    body.get(pos).get(length).op(op.i32GeU).brIf(hashed);
    body.get(pos).memory(op.i32Load8U).tee(byte).i32(feed).op(op.i32Eq).brIf(hashed);
    body.get(byte).i32(carriageReturn).op(op.i32Eq).brIf(odd).get(byte).i32(0x7f).op(op.i32GtU).brIf(odd);
    body
      .get(hash)
      .get(byte)
      .op(op.i32Xor)
      .i32(0x01000193)
      .op(op.i32Mul)
      .i32(0x01000193)
      .op(op.i32Mul)
      .set(hash);
    body.add(pos, 1).get(byte).i32(space).op(op.i32Eq).brIf(each);
    body.get(byte).i32(9).op(op.i32Sub).i32(4).op(op.i32LtU).brIf(each);
    body.get(hash).set(kept).br(each).end().end();
    body.get(lines).ofWord(i).op(op.i32Add).get(kept).memory(op.i32Store);
  });
  body.get(count).op(op.return).end();
  body.get(i).op(op.return).end();
  return body.i32(-1);
}
