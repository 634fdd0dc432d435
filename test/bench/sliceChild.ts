import { writeFileSync } from "node:fs";
import { FlameIndex } from "../../src/core/analysis/flame/flameIndex";
import { flameSlice } from "../../src/core/analysis/flame/slice";
import { defaultView } from "../../src/core/analysis/flame/types";
import { assemble } from "../../src/core/importers/assemble";
import { importPart } from "../../src/core/importers/detect";
import { fileSource } from "../../src/runs/fileSource";

/** What the server does of a trace before the page can paint: file, profile, visible slice as JSON. Prints the time. */
const [file = "", sliceFile = ""] = process.argv.slice(2);
const started = performance.now();
const profile = assemble([await importPart(await fileSource(file))], null);
const index = new FlameIndex(profile);
const slice = flameSlice(index, { ...defaultView, metric: "cycles", focus: [], widthPx: 1200 });
const text = JSON.stringify(slice);
const ms = performance.now() - started;
writeFileSync(sliceFile, text);
process.stdout.write(JSON.stringify({ ms, peakMb: 0 }));
