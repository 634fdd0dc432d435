import { describe, expect, it } from "vitest";
import {
  fileInput,
  hexDigits,
  inputWords,
  onlyFile,
  readInput,
  storedInput,
} from "../../../src/host/run/guestInput";

describe("what a guest reads", () => {
  const several = readInput(["/a b.bin", { bytes: "0x00 FF" }, { bytes: "" }])!;

  it("a path, none, or values in order", () => {
    expect(readInput("/a")).toEqual(fileInput("/a"));
    expect(readInput(null)).toEqual([]);
    expect(several).toEqual([
      { kind: "file", file: "/a b.bin" },
      { kind: "bytes", hex: "00ff" },
      { kind: "bytes", hex: "" },
    ]);
  });

  it.each([[undefined], [7], [{}], [{ bytes: 1 }], [{ bytes: "0" }], [["/a", 1]], [Array(300).fill("/a")]])(
    "is not %j",
    (value) => expect(readInput(value)).toBeUndefined(),
  );

  it("is stored as earlier versions stored one file, and read back", () => {
    expect([storedInput([]), storedInput(fileInput("/a"))]).toEqual([null, "/a"]);
    for (const input of [[], fileInput("/a"), several, several.slice(1, 2)])
      expect(readInput(JSON.parse(JSON.stringify(storedInput(input))))).toEqual(input);
  });

  it("goes to the command line in order", () => {
    expect(inputWords(several)).toEqual(["--input", "/a b.bin", "--bytes", "00ff", "--bytes", ""]);
    expect([onlyFile(several), onlyFile(fileInput("/a")), onlyFile([])]).toEqual([null, "/a", null]);
  });

  it("hex: pairs, blanks between, no others", () => {
    expect(["0x0102", " 01 02\n", "", "1", "0g", "0x"].map(hexDigits)).toEqual([
      "0102",
      "0102",
      "",
      null,
      null,
      "",
    ]);
    expect(hexDigits("00".repeat(32_769))).toBeNull();
  });
});
