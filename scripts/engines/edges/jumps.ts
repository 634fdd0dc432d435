import { addi, auipc, branch, ebreak, jal, jalr, store } from "../ziskAssembler";
import { ra, t0, x, y, type Push } from "./writing";

/** Targets that are odd, between two instructions, in data, in the machine's own code, or nowhere. */
export function jumps(push: Push): void {
  for (const [name, target] of [
    ["an odd address", 0x9000001dn],
    ["the middle of an instruction", 0x9000001en],
    ["0", 0n],
    ["1", 1n],
    ["the machine's first step", 0x1000n],
    ["the machine's last step", 0x1004n],
    ["the machine's output", 0x101cn],
    ["an odd address of the machine", 0x101dn],
    ["the machine's handler", 0x107cn],
    ["the machine's halt", 0x1088n],
    ["behind the machine's code", 0x108cn],
    ["the input", 0x10000008n],
    ["read-only data", 0x90010000n],
    ["memory", 0xa0600000n],
    ["behind the code", 0x90008000n],
    ["above 4 GiB", (1n << 32n) + 0x90000000n],
    ["the highest address", -2n],
    ["an internal step", 0x90000003n],
  ] as const) {
    push(`a jump to ${name}`, (g) =>
      g
        .li(x, target)
        .put(jalr(0, x, 0))
        .put(addi(0, 0, 0)),
    );
    push(`a call of ${name}`, (g) =>
      g
        .li(x, target)
        .put(jalr(ra, x, 0))
        .put(addi(0, 0, 0)),
    );
  }
  push("jumps with odd offsets", (g) => {
    g.li(x, g.pc + 4)
      .put(jalr(y, x, 9), addi(0, 0, 0))
      .show(y);
    g.li(x, g.pc + 5)
      .put(jalr(x, x, 7), addi(0, 0, 0))
      .show(x);
    g.li(x, g.pc + 16 + 1)
      .put(jalr(x, x, -5), addi(0, 0, 0))
      .show(x);
  });
  push("a jump to itself", (g) => g.put(jal(0, 0)), { maxSteps: 50 });
  push("a branch between two instructions", (g) => g.put(branch(0, 0, 0, 6)));
  push("a branch that is not taken between two instructions", (g) => g.put(branch(1, 0, 0, 6)));
  push("a branch over the end", (g) => g.put(branch(0, 0, 0, 2000)));
  push("a jump before the code", (g) => g.put(jal(0, -4096)));
  push("pairs of auipc and jalr", (g) => {
    g.put(auipc(ra, 0), jalr(ra, ra, 8)).show(ra);
    g.put(auipc(t0, 0), jalr(0, t0, 12), addi(0, 0, 0)).show(t0);
    g.put(auipc(x, 0), jalr(x, x, 9)).show(x);
    g.put(auipc(x, 0), jalr(y, x, 8))
      .show(x)
      .show(y);
    g.put(auipc(0, 0)).show(x);
  });
  push("a pair whose second half is jumped to", (g) => {
    const at = g.pc;
    g.li(ra, at + 8 + 12)
      .put(jal(0, 8), auipc(ra, 0), jalr(ra, ra, 0), addi(0, 0, 0))
      .show(ra);
  });
  push("a pair with a trap behind it", (g) => g.put(auipc(ra, 0), jalr(ra, ra, 8), ebreak));
  push("a pair to the machine's own code", (g) => g.put(auipc(ra, 0x70001), jalr(ra, ra, 0x0)));
  push("code that is written over", (g) =>
    g
      .li(x, g.pc + 8)
      .put(store(2, x, 0, 0))
      .show(x),
  );
}
