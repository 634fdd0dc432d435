import { describe, expect, it } from "vitest";
import { attributeCounts } from "../../../src/core/analysis/attribute";
import { annotatedDisassembly } from "../../../src/core/analysis/disassembly";
import { inlineTree } from "../../../src/core/analysis/inlineTree";
import { emptyProfile } from "../../../src/core/profile/builder";
import type { Profile } from "../../../src/core/profile/model";
import { readElf } from "../../../src/core/symbols/elf";
import type { ElfImage } from "../../../src/core/symbols/types";
import { countsOf, ours } from "../symbols/files";

async function calls(): Promise<{ profile: Profile; elf: ElfImage }> {
  const elf = readElf(ours("streams/calls.guest.elf"));
  const { functions, lines, instructions } = attributeCounts(
    await countsOf(ours("streams/calls.disasm.txt.gz")),
    elf,
  );
  return { profile: { ...emptyProfile("test"), functions, lines, instructions }, elf };
}

describe("annotated disassembly", () => {
  it("a function with its source lines, inlined ones under their call sites", async () => {
    const { profile, elf } = await calls();
    const shown = annotatedDisassembly(profile, elf, { func: profile.functions.name.indexOf("printx") });
    expect(shown.text).toBe(`; printx
; inlined here, by its own steps:
;                20   16.5 %  putch

; address             count    share          steps   instruction

; rt.h:9  putch
;   inlined at rt.h:11  printx
  90000018              1    0.8 %              1   li      a3, 641

; rt.h:11  printx
  9000001c              1    0.8 %              1   li      a4, 60
  90000020              1    0.8 %              1   auipc   a1, 1
  90000024              1    0.8 %              1   addi    a1, a1, -32

; rt.h:9  putch
;   inlined at rt.h:11  printx
  90000028              1    0.8 %              1   slli    a3, a3, 22

; rt.h:11  printx
  9000002c              1    0.8 %              1   li      a2, -4
  90000030             16   13.2 %             16   srl     a5, a0, a4
  90000034             16   13.2 %             16   andi    a5, a5, 15
  90000038             16   13.2 %             16   add     a5, a1, a5
  9000003c             16   13.2 %             16   lbu     a5, 0(a5)
  90000040             16   13.2 %             16   addiw   a4, a4, -4

; rt.h:9  putch
;   inlined at rt.h:11  printx
  90000044             16   13.2 %             16   sb      a5, 512(a3)

; rt.h:11  printx
  90000048             16   13.2 %             16   bne     a4, a2, 90000030 <+0x18>

; rt.h:9  putch
;   inlined at rt.h:11  printx
  9000004c              1    0.8 %              1   li      a5, 10
  90000050              1    0.8 %              1   sb      a5, 512(a3)

; rt.h:11  printx
  90000054              1    0.8 %              1   ret
`);
    expect(shown.text.split("\n")).toHaveLength(shown.line.length);
  });

  it("every text line knows its source", async () => {
    const { profile, elf } = await calls();
    const shown = annotatedDisassembly(profile, elf, { func: profile.functions.name.indexOf("printx") });
    const sources = shown.text
      .split("\n")
      .map((text, i) => `${text.slice(0, 10).trim()} ${shown.files[shown.file[i]!] ?? "-"}:${shown.line[i]}`);
    expect(sources.slice(0, 8)).toEqual([
      "; printx -:0",
      "; inlined -:0",
      "; -:0",
      " -:0",
      "; address -:0",
      " -:0",
      "; rt.h:9 rt.h:9",
      ";   inline rt.h:11",
    ]);
    expect(sources.find((s) => s.startsWith("90000040"))).toBe("90000040 rt.h:11");
  });

  it("one source line, wherever it was inlined", async () => {
    const { profile, elf } = await calls();
    const shown = annotatedDisassembly(profile, elf, { file: "rt.h", line: 9 });
    const instructions = shown.text.split("\n").filter((line) => /^ {2}9/.test(line));
    expect(instructions.map((line) => line.slice(52).trim())).toContain("sb      a5, 512(a3)");
    expect(shown.line.filter((line) => line === 9).length).toBeGreaterThan(0);
  });

  it("a call that ZisK runs as one step is said", async () => {
    const { profile, elf } = await calls();
    const texts = profile.functions.name
      .map((_, func) => annotatedDisassembly(profile, elf, { func }).text)
      .join("\n");
    expect(texts).not.toContain(".word");
    for (const line of texts.split("\n").filter((l) => l.includes("runs with the auipc")))
      expect(line).toMatch(/^ {2}[0-9a-f]{8} +0 +0 {3}jalr/);
  });

  it("rows without code, machines without this code", async () => {
    const { profile, elf } = await calls();
    const func = profile.functions.name.indexOf("[ZisK start-up]");
    expect(annotatedDisassembly(profile, elf, { func }).text).toBe("; no machine code is known for this");
    expect(annotatedDisassembly(profile, elf, { func: 10_000 }).text).toBe(
      "; no machine code is known for this",
    );
    expect(annotatedDisassembly(profile, { ...elf, machine: 62 }, { func: 0 }).text).toBe(
      "; the ELF holds no RISC-V code",
    );
  });

  it("without counts the figures are unknown, not zero", async () => {
    const { profile, elf } = await calls();
    const shown = annotatedDisassembly({ ...profile, instructions: null }, elf, { func: 0 });
    expect(shown.text.split("\n").find((line) => line.startsWith("  90000000"))).toMatch(
      /^ {2}90000000 +– +– +– {3}auipc/,
    );
  });
});

describe("what was inlined into a function", () => {
  it("is a tree with call sites", async () => {
    const { profile, elf } = await calls();
    const func = profile.functions.name.indexOf("printx");
    const tree = inlineTree(profile.instructions!, "steps", func, elf)!;
    const rows = tree.name.map(
      (name, i) =>
        `${tree.prefix[i]} ${name} ${tree.callFile[i] ?? "-"}:${tree.callLine[i]} ${tree.self[i]}/${tree.total[i]}`,
    );
    expect(rows[0]).toMatch(/^-1 printx -:0 \d+\/121$/);
    expect(rows[1]).toMatch(/^0 \w+ rt\.h:11 (\d+)\/\1$/);
    expect(tree.self.reduce((a, b) => a + b, 0)).toBe(121);
    expect(inlineTree(profile.instructions!, "steps", 10_000, elf)).toBeNull();
    expect(inlineTree(profile.instructions!, "cost", func, elf)).toBeNull();
  });
});
