// Why ziskemu's list says something else than what ran: on a guest that recurses, jumps and throws.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { listedNote } from "../../../src/core/analysis/listedNote";
import { ziskMachine } from "../../../src/core/engine/machines/zisk/zisk";
import { ziskModel } from "../../../src/core/engine/machines/zisk/ziskModels";
import { profileOfRun } from "../../../src/core/engine/report";
import type { Profile } from "../../../src/core/profile/model";
import { readElf } from "../../../src/core/symbols/elf";

function run(file: string): Profile {
  const bytes = readFileSync(file);
  const elf = readElf(bytes);
  const request = { elf: bytes, input: [], maxSteps: null, mainName: "main", listed: true };
  const machine = ziskMachine(request, elf, ziskModel(null));
  machine.run(1_000_000, () => (machine.done ? 0 : 1_000_000));
  return profileOfRun(machine.result(false), elf, { version: null });
}

it("names recursion, and says nothing where both agree", () => {
  const profile = run("test/fixtures/zisk/1.4-calls/guest.elf");
  const notes = new Map(profile.functions.name.map((name, row) => [name, listedNote(profile, [row])]));
  const listed = new Set(profile.listed!.functions.map((one) => one.name));
  expect(notes.get("fib")).toBe("ziskemu does not list functions that call themselves");
  for (const [name, note] of notes) {
    if (name.startsWith("[")) expect(note).toBeNull();
    else if (!listed.has(name)) expect(note, name).toMatch(/^ziskemu does not list/);
    else if (note !== null) expect(note).toMatch(/^ziskemu lists it with [\d,]+ calls?, cost [\d,]+: /);
  }
  expect([...notes.values()].filter((note) => note === null).length).toBeGreaterThan(1);
  expect(listedNote({ ...profile, listed: null }, [0])).toBeNull();
});
