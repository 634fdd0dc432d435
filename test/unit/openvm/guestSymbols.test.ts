import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { assemble } from "../../../src/core/importers/assemble";
import type { ByteSource } from "../../../src/core/importers/artefact";
import { importPart } from "../../../src/core/importers/detect";
import type { Profile } from "../../../src/core/profile/model";
import { foldedReport } from "../../../src/core/report/folded";
import { cyclelens } from "../cli/harness";
import { tempFolder } from "../tempFolder";
import { metricsJson, source } from "./metricsJson";

/** As OpenVM's transpiler writes it: a zero byte, then each name with a zero byte behind it. */
const symbols = "\0main\0_ZN4core3fmt5write17h0123456789abcdefE\0a\u001b[31mb\0";
const offset = (name: string): string => String(symbols.indexOf(`\0${name}`) + 1);
const spans = [offset("main"), offset("_ZN")].join(";");
const metrics = metricsJson(
  [],
  [`cells_used 30 group=app air_name=Alu opcode=ADD dsl_ir= cycle_tracker_span=${spans}`],
);
const file = (name: string, text: string): ByteSource => ({ ...source(text, [7]), name });
const named = async (text: string, names = symbols.replace("\u001b", "")): Promise<Profile> =>
  assemble(await Promise.all([importPart(file("m.json", text)), importPart(file("m.syms", names))]), null);

describe("symbols of an OpenVM guest", () => {
  it("name the spans of the metrics beside them, demangled", async () => {
    const profile = await named(metrics);
    expect(foldedReport(profile, "cells_used")).toContain("app;main;core::fmt::write;ADD;Alu 30");
    const row = profile.functions.name.indexOf("core::fmt::write");
    expect(profile.functions.rawName[row]).toBe("_ZN4core3fmt5write17h0123456789abcdefE");
    expect([profile.source.files, profile.warnings]).toEqual([["m.json", "m.syms"], expect.any(Array)]);
    expect(profile.warnings.join()).not.toContain("m.syms");
  });

  it("a span in words stays, one in the middle of a name is told", async () => {
    const text = metrics.replace(spans, `setup;${Number(offset("main")) + 1}`);
    const profile = await named(text);
    expect(profile.functions.name).toEqual(expect.arrayContaining(["setup", "2"]));
    expect(profile.warnings.join()).toContain("1 spans have no name in m.syms");
  });

  it("alone they are no profile; control characters are none of them", async () => {
    const part = await importPart(file("m.syms", symbols.replace("\u001b", "")));
    expect(() => assemble([part], null)).toThrow(CycleLensError);
    await expect(importPart(file("m.syms", symbols))).rejects.toThrow();
  });

  it("the command takes both files in any order", async () => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, "m.json"), metrics);
    writeFileSync(path.join(folder, "m.syms"), symbols.replace("\u001b", ""));
    for (const files of [
      ["m.json", "m.syms"],
      ["m.syms", "m.json"],
    ]) {
      const ran = await cyclelens(["report", ...files, "--format", "folded"], { cwd: folder });
      expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining("main;core::fmt::write")]);
    }
    expect((await cyclelens(["report", "m.syms"], { cwd: folder })).code).toBe(3);
  });

  it("the stacks that OpenVM's script writes are read as folded, an empty first frame left out", async () => {
    const part = await importPart(file("m-app.dsl_ir.opcode.frequency.stacks", ";ADD 3\nmain;hash;ADD 12\n"));
    expect([part.format, part.variant, part.profile?.metrics]).toEqual([
      "folded",
      "openvm",
      [{ id: "instructions", unit: "instructions" }],
    ]);
    const cells = await importPart(file("m-app.dsl_ir.opcode.air_name.cells_used.reverse.stacks", "a;b 3\n"));
    expect(cells.profile?.metrics).toEqual([{ id: "cells_used", unit: "cells" }]);
    expect((await importPart(file("other.stacks", "a;b 3\n"))).variant).toBeNull();
    expect(foldedReport(part.profile!, "instructions").split("\n").sort()).toEqual([
      "",
      "ADD 3",
      "main;hash;ADD 12",
    ]);
  });
});
