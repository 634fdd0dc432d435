import { describe, expect, it } from "vitest";
import type { ProfilePart } from "../../../src/core/importers/artefact";
import { ziskDisasm } from "../../../src/core/importers/ziskDisasm";
import { fixture, sourceOf } from "./sources";

const read = (content: string | Uint8Array, chunkBytes?: number): Promise<ProfilePart> =>
  ziskDisasm.import(sourceOf(content, chunkBytes, "d.txt"), {});

/** `pc count` a line, hexadecimal address. */
function listing(part: ProfilePart): string[] {
  const { pc, count } = part.counts!;
  return [...pc].map((address, i) => `${address.toString(16)} ${count[i]}`);
}

const modern = `
Disassembly with execution counts:
ZisK Disassembly

  00001000:             1                                  copyb 0, 0
  00001004:             0                                  copyb 0, 0 ; END

0000000090000000 <_start>:
  90000000:             7  auipc                           copyb x2, 0, 0xa0400000
  90000001:  123456789012                                  copyb [a+0], x15, x11
  90000004:            12  addi                            add x2, x2, 0xfffffffffffffff0 ; external

0000000090000010 <<a as b>::c 90000000: 5 >:
  90000010:             5  ecall
`;

describe("ZisK disassembly", () => {
  it("keeps the executed instructions", async () => {
    const part = await read(modern);
    expect(listing(part)).toEqual([
      "1000 1",
      "90000000 7",
      "90000001 123456789012",
      "90000004 12",
      "90000010 5",
    ]);
    expect(part.counts).toMatchObject({ internal: "created", complete: true });
    expect(part.warnings).toEqual([]);
  });

  it("gives the same for chunks of every size", async () => {
    const whole = await read(modern);
    for (let chunkBytes = 1; chunkBytes <= 150; chunkBytes++)
      expect(await read(modern, chunkBytes), `chunks of ${chunkBytes}`).toEqual(whole);
  });

  it("leaves micro-steps of old programs to the instruction before them", async () => {
    const part = await read(fixture("mini.disasm.txt"));
    expect(part.counts!.internal).toBe("offset");
    expect(part.counts!.count.reduce((sum, count) => sum + count, 0)).toBe(4541);
  });

  it.each([
    ["calls.disasm.txt.gz", 15_370],
    ["tags.disasm.txt.gz", 1003],
    ["amo.disasm.txt.gz", 5702],
  ])("adds up to the steps of the real %s, for any chunks", async (name, steps) => {
    const whole = await read(fixture(name));
    expect(whole.counts!.count.reduce((sum, count) => sum + count, 0)).toBe(steps);
    expect(whole.counts!.internal).toBe("created");
    for (const chunkBytes of [1, 33, 64, 65, 1000])
      expect(await read(fixture(name), chunkBytes)).toEqual(whole);
  });

  it("sorts, and takes no address twice", async () => {
    const part = await read(
      "  80000008:             3  a                               b\n" +
        "  80000000:             1  a                               b\n" +
        "  80000008:             9  a                               b\n",
    );
    expect(listing(part)).toEqual(["80000000 1", "80000008 3"]);
    expect(part.warnings).toEqual(["d.txt lists 1 addresses twice: the first count stands"]);
  });

  it.each([
    ["in a text", "  90000010:             5  eca", 1],
    ["behind a count", "  90000010:             5 ", 1],
    ["in a count", "  90000010:             5", 0],
    ["in an address", "  9000", 0],
  ])("says that a file is cut %s", async (_, tail, kept) => {
    const part = await read(`  90000000:             7  auipc                           x\n${tail}`);
    expect(part.counts!.length).toBe(1 + kept);
    expect(part.counts!.complete).toBe(false);
    expect(part.outcome?.status).toBe("truncated");
    expect(part.warnings[0]).toContain("truncated");
  });

  it("says what it could not read", async () => {
    const part = await read("  90000000:             7  a  b\nhello\n  zzz\n  90000004: many  x\n");
    expect(listing(part)).toEqual(["90000000 7"]);
    expect(part.warnings).toEqual(["d.txt has 3 lines that are no instructions; they were left out"]);
  });

  it("reads Windows line ends and long addresses", async () => {
    const part = await read("  90000000:             7  a  b\r\n\r\n  100000000:             2  a  b\r\n");
    expect(listing(part)).toEqual(["90000000 7", "100000000 2"]);
  });

  it("knows its files by their first bytes", () => {
    for (const name of ["calls.disasm.txt.gz", "mini.disasm.txt"])
      expect(ziskDisasm.detect(fixture(name).subarray(0, 65_536), name)).toBe(true);
    for (const name of ["calls.profile.json.gz", "calls.report.txt", "calls.guest.elf", "calls.stats.csv"])
      expect(ziskDisasm.detect(fixture(name).subarray(0, 65_536), name)).toBe(false);
    expect(ziskDisasm.detect(new Uint8Array(0), "empty")).toBe(false);
  });
});
