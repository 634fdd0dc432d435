import { addi, branch, csr, ebreak, ecall, jal, jalr, ld, r, store } from "../ziskAssembler";
import { ra, x, y, z, load, atomic, lr, type Push } from "./writing";

/** Exit codes, unknown calls to the system, traps, limits. */
export function ends(push: Push): void {
  for (const code of [0n, 1n, 255n, 256n, 257n, 512n, -1n, -256n, 1n << 63n, 1n << 32n, 101n])
    push(`exit with ${String(code)}`, (g) => g.exit(code));
  for (const number of [0, 64, 92, 94, -1])
    push(`system call ${String(number)}`, (g) => {
      g.put(addi(17, 0, number), addi(ra, 0, 7), ecall)
        .show(ra)
        .show(x);
    });
  push("system call in a function", (g) => {
    g.put(jal(0, 16));
    g.function("asks", (f) => f.put(addi(6, ra, 0), ecall, jalr(0, 6, 0)));
    g.function("main", (f) => f.put(jal(ra, -12)));
  });
  const words: readonly (readonly [string, number])[] = [
    ["ebreak", ebreak],
    ["unimp", 0xc0001073 | 0],
    ["zeros", 0],
    ["all ones", -1],
    ["wfi", 0x10500073],
    ["mret", 0x30200073],
    ["sret", 0x10200073],
    ["sfence.vma", 0x12000073],
    ["uret", 0x00200073],
    ["ecall with a destination", 0x000000f3],
    ["ebreak with a source", 0x001080f3 & ~0x80],
    ["hypervisor load", 0x6000c073 | 0],
    ["an unknown operation", 0x0000000b],
    ["an unknown load", load(7, x, 30)],
    ["an unknown store", store(4, 30, x, 0)],
    ["an unknown branch", branch(2, 0, 0, 8)],
    ["an unknown shift", r(0x13, 0x7f, 1, x, x, 1)],
    ["an unknown word operation", r(0x3b, 0x7f, 0, x, x, x)],
    ["fence", 0x0ff0000f],
    ["fence.tso", 0x8330000f | 0],
    ["pause", 0x0100000f],
    ["fence with registers", 0x0ff5058f],
    ["fence.i", 0x0000100f],
    ["fence.i with registers", 0x0005158f],
    ["fence of another kind", 0x0000200f],
    ["an atomic of half a word", r(0x2f, 0, 1, x, x, x)],
    ["lr with a second source", atomic(lr, 2, x, 30, y)],
    ["jalr of another kind", (8 << 20) | (0 << 15) | (5 << 12) | (0 << 7) | 0x67],
  ];
  for (const [name, word] of words) push(`${name} runs`, (g) => g.li(x, 0xa0600000).put(word));
  for (let most = 1; most < 40; most += 2)
    push(
      `a limit of ${String(most)} steps`,
      (g) => {
        g.li(x, 0xa0600000).put(atomic(0, 3, x, x, y), atomic(8, 3, z, x, y), csr(2, x, x, 0x340));
        g.li(y, 0xa0600000)
          .put(store(3, y, y, 0), ld(z, y, 0), jalr(ra, 0, 0x0))
          .show(z);
      },
      { maxSteps: most },
    );
  push("a limit at a step that ends the guest", (g) => g.put(ebreak), { maxSteps: 9 });
  push("a limit just behind it", (g) => g.put(ebreak), { maxSteps: 10 });
}
