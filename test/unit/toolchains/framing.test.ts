import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  frameInput,
  hexBytes,
  u32Bytes,
  type Framing,
  type InputValue,
} from "../../../src/toolchains/framing";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const file = (text: string): InputValue => ({ kind: "file", bytes: hexBytes(text) });
const value = (text: string): InputValue => ({ kind: "bytes", bytes: hexBytes(text) });

describe("input framing", () => {
  it.each<[string, InputValue[], Framing | undefined, string]>([
    ["a value is a record", [value("0a0b")], undefined, "0200000000000000" + "0a0b000000000000"],
    [
      "records stand in order",
      [value("01"), value("")],
      undefined,
      "0100000000000000" + "0100000000000000" + "0000000000000000",
    ],
    ["a file is taken as it is", [file("0102030405060708")], undefined, "0102030405060708"],
    ["a file becomes a record", [file("0102")], "zisk", "0200000000000000" + "0102000000000000"],
    ["values without headers, padded at the end", [value("0102"), file("03")], "none", "0102030000000000"],
    ["values to the letter", [value("0102030405060708")], "raw", "0102030405060708"],
  ])("%s", (_, values, framing, want) => expect(hex(frameInput(values, framing))).toBe(want));

  it("refuses what the emulator would refuse, and says what to do", () => {
    expect(() => frameInput([file("010203")], undefined)).toThrow(
      expect.objectContaining({
        kind: "bad-input",
        hint: expect.stringContaining("--framing zisk") as string,
      }),
    );
  });

  it("records can be read back whatever they hold", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (payloads) => {
        const framed = frameInput(
          payloads.map((bytes) => ({ kind: "bytes", bytes })),
          "zisk",
        );
        const view = new DataView(framed.buffer);
        const read: string[] = [];
        for (let at = 0; at < framed.length;) {
          const length = Number(view.getBigUint64(at, true));
          read.push(hex(framed.subarray(at + 8, at + 8 + length)));
          at += 8 + Math.ceil(length / 8) * 8;
        }
        expect(read).toEqual(payloads.map(hex));
      }),
    );
  });

  it("reads numbers and hex, and says what is wrong with others", () => {
    expect(hex(u32Bytes("258"))).toBe("02010000");
    expect(hex(u32Bytes("0xFFFFFFFF"))).toBe("ffffffff");
    for (const bad of ["4294967296", "-1", "1.5", "x", ""]) expect(() => u32Bytes(bad)).toThrow("32-bit");
    expect(hex(hexBytes("0x00fF"))).toBe("00ff");
    for (const bad of ["0", "zz", "0x0"]) expect(() => hexBytes(bad)).toThrow("hex");
  });
});
