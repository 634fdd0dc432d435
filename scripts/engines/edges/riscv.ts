import { GuestWriter } from "../ziskAssembler";
import { accesses } from "./accesses";
import { calls } from "./calls";
import type { EdgeGuest } from "./edgeGuest";
import { ends } from "./ends";
import { jumps } from "./jumps";
import { registers } from "./registers";
import type { Push } from "./writing";

/** Instructions of the machine itself at their edges: how a guest ends, what each access costs, who called whom. */
export function riscvGuests(): EdgeGuest[] {
  const guests: EdgeGuest[] = [];
  const push: Push = (name, write, more = {}) => {
    const g = new GuestWriter();
    write(g);
    // Some begin anew for ever.
    guests.push({ name, elf: g.exit().elf(), maxSteps: 20_000, ...more });
  };
  ends(push);
  accesses(push);
  jumps(push);
  calls(push);
  registers(push);
  return guests;
}
