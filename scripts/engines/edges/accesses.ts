import { addi, jal, jalr, ld, store } from "../ziskAssembler";
import { ra, x, y, z, load, atomic, atomics, lr, sc, type Push } from "./writing";

/** Loads and stores of every width at the ends of what there is, and in what is not memory. */
export function accesses(push: Push): void {
  const places: readonly (readonly [string, bigint])[] = [
    ["0", 0n],
    ["the machine's own code", 0x1000n],
    ["before the input", 0xfffffffn],
    ["the hint's word", 0x10000000n],
    ["the hint's word + 1", 0x10000001n],
    ["the hint's word + 4", 0x10000004n],
    ["the hint's word + 7", 0x10000007n],
    ["the input", 0x10000008n],
    ["the input's first unaligned byte", 0x10000009n],
    ["the end of the input", 0x10000016n],
    ["behind the input", 0x10000018n],
    ["the end of all input", 0x8ffffff8n],
    ["over the end of all input", 0x8ffffffcn],
    ["code", 0x90000000n],
    ["read-only data", 0x90010000n],
    ["the end of read-only data", 0x90010020n - 1n],
    ["behind read-only data", 0x90010100n],
    ["the guard", 0x98000000n],
    ["the guard's end", 0x9fffffffn],
    ["the first of memory", 0xa0000000n],
    ["the stack's end", 0xa03ffffdn],
    ["a register's place", 0xa0400008n],
    ["the console", 0xa0400200n],
    ["the end of memory", 0xbffffff8n],
    ["over the end of memory", 0xbffffffcn],
    ["the last byte", 0xbfffffffn],
    ["behind memory", 0xc0000000n],
    ["4 GiB", 1n << 32n],
    ["4 GiB over memory", (1n << 32n) + 0xa0600000n],
    ["the highest address", -8n],
  ];
  const input = new Uint8Array(BigUint64Array.of(0x1122334455667788n, 0x99aabbccddeeff00n).buffer);
  for (const [name, address] of places) {
    for (const [width, funct3] of [
      [1, 0],
      [2, 5],
      [4, 2],
      [8, 3],
    ] as const) {
      push(
        `a load of ${String(width)} at ${name}`,
        (g) =>
          g
            .li(x, address)
            .put(load(funct3, y, x))
            .show(y),
        {
          input,
        },
      );
      push(`a store of ${String(width)} at ${name}`, (g) =>
        g
          .li(x, address)
          .li(y, 0x8182838485868788n)
          .put(store(funct3 & 3, x, y, 0)),
      );
    }
  }
  push("loads and stores whose offset crosses an edge", (g) => {
    g.li(x, 0xa0000004)
      .put(store(3, x, x, -4), ld(y, x, -4))
      .show(y);
    g.li(x, 0xa0400004)
      .put(store(3, x, x, -8), store(2, x, x, -2), ld(y, x, -8), load(2, y, x, -2))
      .show(y);
    g.li(x, 0x0ffffffc)
      .put(ld(y, x, 4))
      .show(y);
    g.li(x, 0xc0000004)
      .put(ld(y, x, -12))
      .show(y);
  });
  push("an offset below 0", (g) => g.put(ld(y, 0, -8)));
  push("a load that is thrown away", (g) => g.put(ld(0, 30, 0), load(0, 0, 30, 1)));
  push("a load of nothing that is thrown away", (g) => g.put(ld(0, 0, 16)));
  for (const width of [2, 3] as const)
    for (const op of [lr, sc, ...atomics]) {
      const name = `atomic ${String(op)} of ${width === 2 ? "4" : "8"}`;
      push(`${name} everywhere`, (g) => {
        const at = g.words([0x8000000000000000n, 0x7fffffff80000000n, -1n, 5n]);
        for (const offset of [0, 4, 8, 3, 13, 20]) {
          g.li(x, at + offset).li(y, 0xfffffffe80000001n);
          g.put(atomic(op, width, z, x, op === lr ? 0 : y)).show(z);
          g.put(atomic(op, width, x, x, op === lr ? 0 : y)).show(x);
          g.li(x, at + offset)
            .put(atomic(op, width, y, x, op === lr ? 0 : y))
            .show(y);
          g.put(atomic(op, width, 0, x, op === lr ? 0 : x));
        }
        g.showWords(at, 4);
      });
      for (const [where, address] of [
        ["in read-only data", 0x90010000n],
        ["at the end of memory", 0xbffffffcn],
        ["in the input", 0x10000008n],
        ["nowhere", 0n],
        ["above 4 GiB", 1n << 33n],
      ] as const)
        push(
          `${name} ${where}`,
          (g) =>
            g
              .li(x, address)
              .put(atomic(op, width, z, x, op === lr ? 0 : y))
              .show(z),
          { input },
        );
    }
  push("a reservation lost, of another place, across a call", (g) => {
    const at = g.words([1n, 2n, 3n]);
    g.li(x, at)
      .put(atomic(lr, 3, y, x, 0), addi(x, x, 8), atomic(sc, 3, z, x, x))
      .show(z);
    g.put(atomic(sc, 3, z, x, x))
      .show(z)
      .put(atomic(lr, 3, y, x, 0), store(3, x, y, 0), atomic(sc, 3, z, x, y));
    g.show(z)
      .put(atomic(lr, 2, y, x, 0), jal(ra, 8), jal(0, 8), jalr(0, ra, 0), atomic(sc, 2, z, x, y))
      .show(z);
    g.showWords(at, 3);
  });
}
