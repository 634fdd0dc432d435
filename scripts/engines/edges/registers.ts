import { add, addi, branch, csr, r, store, type GuestWriter } from "../ziskAssembler";
import { x, y, z, type Push } from "./writing";

/** Divisions at their edges with operands that are frequent, registers of the machine, tags, text. */
export function registers(push: Push): void {
  const edges = [0n, 1n, 2n, -1n, -2n, 1n << 63n, (1n << 63n) - 1n, 1n << 31n, -(1n << 31n), 615n, 616n];
  for (const [name, opcode] of [
    ["words of 8", 0x33],
    ["words of 4", 0x3b],
  ] as const)
    push(`divisions of ${name}`, (g) => {
      for (const a of edges)
        for (const b of edges) {
          g.li(x, a).li(y, b);
          for (const funct3 of opcode === 0x33 ? [0, 1, 2, 3, 4, 5, 6, 7] : [0, 4, 5, 6, 7])
            g.put(r(opcode, 1, funct3, z, x, y), add(9, 9, z));
          g.put(r(opcode, 1, 4, x, x, y), r(opcode, 1, 6, y, y, y), r(opcode, 1, 5, 0, x, y));
        }
      g.show(9);
    });
  for (const number of [
    0x000, 0x001, 0x003, 0x300, 0x305, 0x340, 0x7c0, 0xb00, 0xc00, 0xc01, 0xf11, 0xf12, 0xfff,
  ]) {
    push(`register ${number.toString(16)} is read`, (g) => g.put(csr(2, y, 0, number)).show(y));
    for (const funct3 of [1, 2, 3, 5, 6, 7])
      push(`register ${number.toString(16)} is changed by ${String(funct3)}`, (g) => {
        g.li(x, 0xf0f0f0f0f0n)
          .put(csr(funct3, y, x, number), csr(funct3, x, x, number), csr(funct3, 0, x, number))
          .put(csr(funct3, z, 0, number), csr(funct3, 0, 0, number), csr(2, 13, 0, number));
        g.show(x).show(y).show(z).show(13);
      });
  }
  const tag = (g: GuestWriter, text: Uint8Array, kind: number, length = text.length): GuestWriter => {
    const padded = new Uint8Array((text.length + 7) & ~7);
    padded.set(text);
    const at = padded.length === 0 ? 0xa0600000 : g.words([...new BigUint64Array(padded.buffer)]);
    return g.li(x, g.words([BigInt(at), BigInt(length)])).put(csr(2, 0, x, 0x81a), addi(0, 0, kind));
  };
  const named = (text: string): Uint8Array => new TextEncoder().encode(text);
  for (const [name, marks] of [
    ["nested", "a1 b3 a5 a6 b4 a2"],
    ["the same one in itself", "a3 a3 a4 a4 a3 a4"],
    ["of both kinds", "a3 a4 a7 a8 a1 a2 a5 a6"],
    ["opened as steps and closed as cost", "a7 a4 a3 a8"],
    ["crossed", "a3 b3 a4 b4"],
    ["closed alone", "a4"],
    ["never closed", "a3 b7 b8 a1"],
    ["of kind 0", "a0"],
    ["of kind 9", "a9"],
    ["hundreds of times", Array.from({ length: 100 }, () => "a3 b7 b8 a4").join(" ")],
  ] as const)
    push(`tags ${name}`, (g) => {
      for (const mark of marks.split(" ")) tag(g, named(mark[0]!), Number(mark[1]));
    });
  for (const [name, text] of [
    ["empty", named("")],
    ["of no UTF-8", Uint8Array.of(0xff, 0xfe, 0x80)],
    ["of several columns", named("a  b|c, d 12")],
    ["of umlauts", named("zählt ±1 µs")],
    ["of a thousand letters", named("t".repeat(1000))],
  ] as const)
    push(`a tag ${name}`, (g) => {
      for (const kind of [3, 4, 7, 8]) tag(g, text, kind);
    });
  push("a printed tag of no UTF-8", (g) =>
    tag(tag(g, Uint8Array.of(0x61, 0xc3), 1), Uint8Array.of(0x61, 0xc3), 2),
  );
  push("a tag whose name is nowhere", (g) =>
    g.li(x, g.words([8n, 4n])).put(csr(2, 0, x, 0x81a), addi(0, 0, 3)),
  );
  push("a tag whose name is nowhere and empty", (g) =>
    g.li(x, g.words([1n, 0n])).put(csr(2, 0, x, 0x81a), addi(0, 0, 3)),
  );
  push("a tag whose name is longer than memory", (g) =>
    g.li(x, g.words([0xa0600000n, 1n << 40n])).put(csr(2, 0, x, 0x81a), addi(0, 0, 3)),
  );
  push("a tag that is nowhere", (g) => g.li(x, 8).put(csr(2, 0, x, 0x81a), addi(0, 0, 3)));
  push("a tag that is not aligned", (g) => {
    const at = g.words([0n, 0n, 0n, 0n]);
    g.li(y, at)
      .li(x, at + 3)
      .put(store(3, x, y, 0), csr(2, 0, x, 0x81a), addi(0, 0, 3));
  });
  push("text of every byte, without an end", (g) => {
    g.li(x, 0xa0400200).put(addi(y, 0, 0));
    const loop = g.pc;
    g.put(store(0, x, y, 0), addi(y, y, 1), addi(z, 0, 256), branch(1, y, z, loop - g.pc - 12));
    g.put(store(1, x, y, 0), store(2, x, y, 0), store(3, x, y, 0), addi(x, x, -1), store(1, x, y, 0));
  });
  push("the last public output, and what lies behind it", (g) => {
    g.li(x, 0xa04100fc)
      .li(y, 0x1122334455667788n)
      .put(store(3, x, y, 0), store(2, x, y, -4));
  });
}
