import { add, addi, csr, GuestWriter } from "../ziskAssembler";
import { q, x, type EdgeGuest } from "./edgeGuest";

const bytes = (count: number, seed: number): bigint[] =>
  Array.from({ length: count }, (_, i) => BigInt.asUintN(64, BigInt(i + seed) * 0x9e3779b97f4a7c15n));

/** Copies, comparisons and fills of every size and offset, one over the other, at the ends of memory, and of nothing. */
export function dmaGuests(): EdgeGuest[] {
  const guests: EdgeGuest[] = [];
  const push = (name: string, write: (g: GuestWriter) => void): void => {
    const g = new GuestWriter();
    write(g);
    guests.push({ name, elf: g.exit().elf() });
  };
  const moved = (g: GuestWriter, port: number, to: number, from: number, n: bigint | number): GuestWriter =>
    g
      .li(x, from)
      .li(q, to)
      .li(13, n)
      .put(csr(2, 12, x, port), add(0, q, 13))
      .show(12);
  for (const [name, port] of [
    ["memcpy", 0x813],
    ["memcmp", 0x814],
  ] as const) {
    for (const n of [0, 1, 7, 8, 9, 15, 16, 17, 23, 64, 65])
      push(`${name} of ${String(n)} bytes at every offset`, (g) => {
        const from = g.words(bytes(12, 1));
        const to = g.words(bytes(12, name === "memcmp" ? 1 : 5));
        for (const [a, b] of [
          [0, 0],
          [0, 3],
          [3, 0],
          [5, 5],
          [5, 6],
          [7, 1],
        ] as const)
          moved(g, port, to + a, from + b, n);
        g.showWords(to, 12);
      });
    for (const by of [-9, -8, -1, 0, 1, 8, 13])
      push(`${name} of operands ${String(by)} bytes apart`, (g) => {
        const at = g.words(bytes(20, 3));
        moved(g, port, at + 40 + by, at + 40, 60).showWords(at, 18);
      });
    for (const [what, to, from, n] of [
      ["the end of memory", 0xc0000000 - 16, 0xa0600000, 16],
      ["over the end of memory", 0xc0000000 - 16, 0xa0600000, 17],
      ["from over the end of memory", 0xa0600000, 0xc0000000 - 16, 17],
      ["of nothing nowhere", 0, 8, 0],
      ["into read-only data", 0x90010000, 0xa0600000, 8],
      ["read-only data with itself", 0x90010000, 0x90010000, 8],
      ["nowhere with itself", 64, 64, 8],
      ["from read-only data", 0xa0600001, 0x90010003, 13],
      ["from over the end of read-only data", 0xa0600001, 0x90010003, 4096],
      ["from the input, which is empty", 0xa0600000, 0x10000008, 8],
      ["from the hint's word", 0xa0600000, 0x10000000, 8],
      ["from the hint's word on", 0xa0600000, 0x10000000, 9],
      ["from code", 0xa0600000, 0x90000000, 8],
      ["from the stack to what lies behind", 0xa0400000 - 24, 0xa0400000 - 13, 48],
      ["of more than there is", 0xa0600000, 0xa0700000, 1n << 32n],
      ["of a negative size", 0xa0600000, 0xa0700000, -8],
      ["of a negative size with itself", 0xa0600000, 0xa0600000, -8],
      ["of a megabyte", 0xa0600003, 0xa0800001, 1 << 20],
      ["over its own size", 0xa0400f00 - 8, 0xa0600000, 24],
    ] as const)
      push(`${name} ${what}`, (g) => void moved(g, port, to, from, n));
    push(`${name} with the size in the instruction`, (g) => {
      const from = g.words(bytes(8, 1));
      const to = g.words(bytes(8, 2));
      for (const n of [0, 1, 8, 33])
        g.li(x, from)
          .li(q, to)
          .put(csr(2, 12, x, port), addi(0, q, n))
          .show(12);
      g.showWords(to, 8);
    });
    push(`${name} of a negative size in the instruction`, (g) =>
      g
        .li(x, 0xa0600000)
        .li(q, 0xa0700000)
        .put(csr(2, 12, x, port), addi(0, q, -8)),
    );
  }
  for (let at = 0; at < 24; at += 5)
    push(`memcmp that differs at ${String(at)}`, (g) => {
      const one = bytes(6, 1);
      const two = [...one];
      two[at >> 3]! ^= 0x80n << BigInt(8 * (at & 7));
      const [a, b] = [g.words(one), g.words(two)];
      for (const [i, j] of [
        [0, 0],
        [3, 3],
      ] as const)
        moved(g, 0x814, a + i, b + j, 40);
      moved(g, 0x814, b, a, 48);
      // Bytes behind the first difference have to be there as well.
    });
  push("memcmp that differs at once, and whose end is nowhere", (g) => {
    const a = g.words([1n]);
    moved(g, 0x814, a, 0xc0000000 - 8, 4096);
  });
  for (const n of [0, 1, 7, 8, 9, 33])
    push(`memset of ${String(n)} bytes`, (g) => {
      const at = g.words(bytes(8, 7));
      for (const offset of [0, 1, 7])
        g.li(x, at + offset)
          .li(q, n)
          .put(csr(2, 0, x, 0x816), addi(0, q, 0xa5));
      g.li(q, at)
        .put(csr(6, 0, 2, 0x816), addi(12, q, n), addi(0, q, 3))
        .show(12)
        .showWords(at, 8);
    });
  for (const [what, to, n] of [
    ["over the end", 0xc0000000 - 8, 9],
    ["of read-only data", 0x90010000, 8],
    ["of nothing nowhere", 3, 0],
    ["of a negative size", 0xa0600000, -1],
    ["of the console", 0xa0400200, 1],
  ] as const)
    push(`memset ${what}`, (g) =>
      g
        .li(x, to)
        .li(q, n)
        .put(csr(2, 0, x, 0x816), addi(0, q, 65)),
    );
  const hinted = (g: GuestWriter): GuestWriter =>
    g.li(x, g.words([3n, 1n, 2n, 3n])).put(csr(2, 0, x, 0x8f2), csr(5, 0, 20, 0x8c0));
  for (const n of [0, 8, 16, 40])
    for (const offset of [0, 1, 5])
      push(`a copy of ${String(n)} bytes of a hint at offset ${String(offset)}`, (g) => {
        const at = g.words(bytes(8, 9));
        hinted(g)
          .li(x, at + offset)
          .put(csr(2, 0, x, 0x815), addi(12, x, n))
          .show(12);
        if (n < 40) g.put(csr(2, 12, 0, 0xffe)).show(12);
        g.showWords(at, 7);
      });
  for (const [what, n] of [
    ["of more than it has", 48],
    ["of half a word", 4],
    ["of a negative size", -8],
  ] as const)
    push(`a copy of a hint ${what}`, (g) =>
      hinted(g)
        .li(x, 0xa0600000)
        .put(csr(2, 0, x, 0x815), addi(0, x, n)),
    );
  push("a copy of nothing without a hint", (g) =>
    g.li(x, 0xa0600000).put(csr(2, 0, x, 0x815), addi(0, x, 0)),
  );
  push("a copy of a hint into read-only data", (g) =>
    hinted(g)
      .li(x, 0x90010000)
      .put(csr(2, 0, x, 0x815), addi(0, x, 8)),
  );
  push("a copy of a hint after a word of it", (g) => {
    const at = g.words(bytes(6, 2));
    hinted(g)
      .put(csr(2, 12, 0, 0xffe))
      .li(x, at)
      .li(q, 16)
      .put(csr(2, 0, x, 0x815), add(0, x, q))
      .showWords(at, 4);
  });
  return [...guests, ...jumpGuests()];
}

/** Bytecode with jump targets: pushes over words and over its end, places that are not aligned, marks over bytecode. */
function jumpGuests(): EdgeGuest[] {
  const code = Uint8Array.from(
    [
      0x5b,
      0x60,
      0x5b,
      0x5b,
      0x7f,
      ...Array.from({ length: 32 }, () => 0x5b),
      0x5b,
      0x61,
      0x5b,
      0x5b,
      0x5b,
      0x00,
    ]
      .concat(Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 0x5b : 0x5f + i)))
      .concat([0x6f, 0x5b, 0x5b, 0x7f]),
  );
  const padded = new Uint8Array(160);
  padded.set(code);
  const words = [...new BigUint64Array(padded.buffer)];
  const guests: EdgeGuest[] = [];
  const push = (
    what: string,
    marks: number | null,
    bytecode: number | null,
    n: number | bigint,
    by = [0, 0],
  ): void => {
    const g = new GuestWriter();
    const at = g.words(words);
    const bitmap = g.words(bytes(8, 11));
    g.li(x, (bytecode ?? at) + by[0]!)
      .li(q, (marks ?? bitmap) + by[1]!)
      .li(13, n)
      .put(csr(2, 12, x, 0x81c), add(0, q, 13))
      .show(12)
      .showWords(bitmap, 8)
      .showWords(at, 4);
    guests.push({ name: `jump_dest ${what}`, elf: g.exit().elf() });
  };
  for (const n of [1, 7, 8, 9, 38, 63, 64, 65, code.length]) push(`of ${String(n)} bytes`, null, null, n);
  push("of no bytes", null, null, 0);
  push("of more than there is", null, null, 1n << 33n);
  for (const [a, b] of [
    [3, 0],
    [0, 5],
    [1, 7],
  ] as const)
    push(`at offsets ${String(a)} and ${String(b)}`, null, null, 70, [a, b]);
  push("over its own bytecode", 0xa0500000, null, 64);
  push("over a later word of its bytecode", 0xa0500008, null, 64);
  push("over its own size", 0xa0400f00, null, 16);
  push("in read-only data", 0x90010000, null, 16);
  push("of code over the end", null, 0xc0000000 - 8, 9);
  push("of input, which is empty", null, 0x10000008, 70);
  push("of the hint's word", null, 0x10000000, 70);
  return guests;
}
