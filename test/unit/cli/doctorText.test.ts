import { expect, it } from "vitest";
import { doctorText } from "../../../src/cli/doctorText";
import type { DoctorRow } from "../../../src/toolchains/doctor";

const row = (tool: string, more: Partial<DoctorRow>): DoctorRow => ({
  tool,
  state: "ok",
  version: null,
  path: null,
  for: "building guests",
  fix: null,
  required: false,
  ...more,
});
const host = "x86_64-unknown-linux-gnu";
const many = [
  `stable-${host}`,
  ...Array.from({ length: 30 }, (_, i) => `1.${String(60 + i)}.0-${host}`),
  "zisk",
];

it("a table with thirty rustup toolchains is no wider than a terminal", () => {
  const text = doctorText(
    [
      row("cargo", { version: "1.95.0", path: "/home/somebody/.cargo/bin/cargo" }),
      row("rustup toolchains", { version: many.join(", "), path: "/home/somebody/.cargo/bin/rustup" }),
      row("ziskemu", {
        state: "missing",
        fix: `run: cargo install ziskemu --locked (its build wants ${"libsome-dev ".repeat(20).trim()})`,
      }),
    ],
    80,
  );
  const lines = text.trimEnd().split("\n");
  expect(lines[2]).toMatch(/rustup toolchains {2}ok +zisk, stable \+ 30 more {2}/);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines[5]).toMatch(/^ziskemu \(optional\), for building guests: run: cargo install ziskemu/);
  expect(lines.slice(6).every((line) => /^ {2}\S/.test(line))).toBe(true);
});

it("what is read by a program is one line a tool, and whole", () => {
  const fix = `run: something ${"long ".repeat(60)}end`;
  const text = doctorText([row("ziskemu", { state: "missing", fix })], Number.POSITIVE_INFINITY);
  expect(text.trimEnd().split("\n").at(-1)).toBe(`ziskemu (optional), for building guests: ${fix}`);
});

it("a toolchain of one name is that name, none an en dash", () => {
  const shown = (version: string | null) =>
    doctorText([row("t", { version, path: "/t" })], 80).split("\n")[1];
  expect(shown(`nightly-2026-01-01-aarch64-apple-darwin`)).toMatch(/ok +nightly-2026-01-01 {2}\/t/);
  expect(shown(null)).toMatch(/ok +– +\/t/);
});
