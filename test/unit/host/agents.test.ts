import { describe, expect, it } from "vitest";
import { shownCommand } from "../../../src/host/agents/shownCommand";
import type { AgentPlan } from "../../../src/protocol/agents";

const plan = (more: Partial<AgentPlan>): AgentPlan => ({
  machine: "zisk",
  elf: "/w/guest.elf",
  name: "guest",
  shown: "target/guest.elf",
  flags: [],
  input: null,
  ...more,
});

describe("what a person is asked to agree to", () => {
  it("is the whole command: machine, engine, guest, input, bounds", () => {
    expect(shownCommand(plan({ flags: ["--input", "/w/in.bin", "--u32=7", "--max-steps", "1000"] }))).toBe(
      "cyclelens profile target/guest.elf --machine zisk --engine embedded --input /w/in.bin --u32=7 --max-steps 1000",
    );
  });

  it("names an input as it names the guest: by its path in the workspace", () => {
    const relative = (word: string) => word.replace(/^\/w\//, "");
    expect(shownCommand(plan({ flags: ["--input", "/w/in.bin"] }), relative)).toBe(
      "cyclelens profile target/guest.elf --machine zisk --engine embedded --input in.bin",
    );
  });

  it("keeps a file's name from looking like more of the command, or like another line of the question", () => {
    const shown = 'a" --engine external\n\n**Agreed already**\u202e`x`';
    expect(shownCommand(plan({ shown, machine: "sp1" }))).toBe(
      'cyclelens profile "a\\" --engine external\ufffd\ufffd**Agreed already**\ufffd`x`" --machine sp1 --engine embedded',
    );
  });

  it("shows the beginning of kilobytes of hex", () => {
    const command = shownCommand(plan({ flags: [`--bytes=${"ab".repeat(32_000)}`] }));
    expect(command).toMatch(/--bytes=(?:ab)+…$/);
    expect(command.length).toBeLessThan(300);
  });
});
