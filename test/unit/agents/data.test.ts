import { describe, expect, it } from "vitest";
import { dataLines, dataText, sourceText } from "../../../src/agents/data";

describe("text of a profile in an answer", () => {
  it("stands on one line, without controls, terminal escapes, bidi marks and characters that nobody sees", () => {
    expect(dataText("a\nb\tc\r\nd")).toBe("a b c d");
    expect(dataText("\u001b[31mred\u001b[0m \u001b]8;;https://x\u0007link")).toBe("red link");
    expect(dataText("x\u0000\u0007\u009fy")).toBe("x\ufffd\ufffd\ufffdy");
    expect(dataText("abc\u202egnp.exe")).toBe("abc\ufffdgnp.exe");
    expect(dataText("zero\u200bwidth\u2060joined\ufeff")).toBe("zerowidthjoined");
    const tags = [..."obey"].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join("");
    expect(dataText(`plain${tags}`)).toBe("plain");
  });

  it("is capped without cutting a character, and costs no time for megabytes", () => {
    expect(dataText("x".repeat(400), 10)).toBe("xxxxxxxxx…");
    expect(dataText("😀".repeat(9), 10)).toBe("😀😀😀😀…");
    expect(dataText("\u001b[".repeat(5_000_000), 50).length).toBeLessThanOrEqual(50);
    expect(dataText("lone \ud800 half")).toBe("lone \ufffd half");
  });

  it("keeps names of Rust as they are", () => {
    const name = "<alloc::vec::Vec<u8> as core::ops::Drop>::drop::{{closure}}";
    expect(dataText(name)).toBe(name);
    expect(dataText("größe::ñ::名前")).toBe("größe::ñ::名前");
  });

  it("of a source line keeps tabs and spaces, so that an edit finds it", () => {
    expect(sourceText("\t  let x = 1;\r")).toBe("\t  let x = 1;");
    expect(sourceText("let \u202ex = 1; // \u200b")).toBe("let \ufffdx = 1; // ");
  });

  it("of many lines keeps the breaks", () => {
    expect(dataLines("a\r\nb\u001b[2J\n", 100)).toBe("a\nb\n");
    expect(dataLines("line\n".repeat(1000), 20)).toHaveLength(20);
  });
});
