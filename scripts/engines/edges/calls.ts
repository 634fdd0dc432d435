import { addi, branch, ebreak, ecall, i, jal, jalr, ld, lui, store } from "../ziskAssembler";
import { ra, t0, x, type Push } from "./writing";

/** Who called whom, as the tool lists it: recursion, tail calls, returns to elsewhere, calls of nothing. */
export function calls(push: Push): void {
  const body = (n: number): number[] => Array.from({ length: n }, () => addi(x, x, 1));
  /** `main` first, then functions of which each is `size` instructions long. */
  const program = (
    name: string,
    main: readonly number[],
    ...functions: readonly (readonly number[])[]
  ): void =>
    push(name, (g) => {
      const skip = functions.reduce((sum, each) => sum + each.length, 0);
      g.put(jal(0, 4 * (skip + 1)));
      functions.forEach((each, k) => g.function(`f${String(k)}`, (f) => f.put(...each)));
      g.function("main", (f) => f.put(...main));
    });
  const ret = jalr(0, ra, 0);
  program("a call", [jal(ra, -16), addi(x, x, 1)], [...body(3), ret]);
  program("calls by another register", [jal(t0, -16), addi(x, x, 1)], [...body(3), jalr(0, t0, 0)]);
  program(
    "a call by a register that is none of both",
    [jal(6, -16), addi(x, x, 1)],
    [...body(3), jalr(0, 6, 0)],
  );
  program(
    "a tail call",
    [jal(ra, -28), addi(x, x, 1)],
    [...body(2), jal(0, 8)],
    [addi(x, x, 1)],
    [...body(2), ret],
  );
  program(
    "a call in a call",
    [jal(ra, -24), addi(x, x, 1)],
    [addi(6, ra, 0), jal(ra, 12), jalr(0, 6, 0)],
    [addi(x, x, 1)],
    [...body(1), ret],
  );
  program(
    "recursion",
    [
      addi(x, 0, 5),
      addi(2, 0, 0),
      lui(2, 0xa0300),
      i(0x13, 1, 2, 2, 32),
      i(0x13, 5, 2, 2, 32),
      jal(ra, -56),
      addi(0, 0, 0),
    ],
    [
      branch(0, x, 0, 32),
      addi(2, 2, -16),
      store(3, 2, ra, 0),
      addi(x, x, -1),
      jal(ra, -16),
      ld(ra, 2, 0),
      addi(2, 2, 16),
      addi(0, 0, 0),
      ret,
    ],
  );
  program(
    "a return to the caller's caller",
    [jal(ra, -28), addi(x, x, 1)],
    [addi(6, ra, 0), jal(ra, 8), addi(x, x, 1)],
    [addi(x, x, 1), addi(ra, 6, 0), ret, addi(0, 0, 0)].slice(0, 3),
  );
  program(
    "a function that falls into the next",
    [jal(ra, -16), addi(x, x, 1)],
    [addi(x, x, 1)],
    [addi(x, x, 1), ret],
  );
  program("a call that does not come back", [jal(ra, -8)], [...body(1)]);
  program("a call of the instruction behind it", [jal(ra, 4), addi(x, x, 1)], [ret]);
  program("a jump into the middle of a function", [jal(ra, -12), addi(x, x, 1)], [...body(3), ret]);
  program("an exit in a function", [jal(ra, -16)], [addi(17, 0, 93), addi(x, 0, 0), ecall]);
  program("an exit with a code in a function", [jal(ra, -16)], [addi(17, 0, 93), addi(x, 0, 3), ecall]);
  program("a trap in a function", [jal(ra, -8)], [addi(x, x, 1), ebreak].slice(1));
  push("functions one in the other, without a size, of the same place", (g) => {
    g.put(jal(0, 24));
    g.function("outer", (f) => {
      f.put(addi(x, x, 1));
      f.function("inner", (h) => h.put(addi(x, x, 1), addi(x, x, 1)));
      f.put(addi(x, x, 1)).put(jalr(0, ra, 0));
    });
    g.function("empty", () => undefined);
    g.function("main", (f) => f.put(jal(ra, -20), jal(ra, -20), addi(x, x, 1)));
  });
  push("functions of the same name", (g) => {
    g.put(jal(0, 20));
    g.function("same", (f) => f.put(addi(x, x, 1), jalr(0, ra, 0)));
    g.function("same", (f) => f.put(addi(x, x, 1), jalr(0, ra, 0)));
    g.function("main", (f) => f.put(jal(ra, -16), jal(ra, -12), addi(x, x, 1)));
  });
  push("main called by another function, twice", (g) => {
    g.put(jal(0, 12));
    g.function("main", (f) => f.put(addi(x, x, 1), jalr(0, ra, 0)));
    g.function("start", (f) => f.put(jal(ra, -8), jal(ra, -12), addi(x, x, 1)));
  });
}
