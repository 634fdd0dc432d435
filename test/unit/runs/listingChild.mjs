// Breaks and removes the index of runs again and again, until it is told to stop.
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const file = path.join(process.argv[2], ".cyclelens", "runs.index.json");
let going = true;
process.on("message", () => (going = false));
process.send?.("ready");
for (let i = 0; going; i++) {
  if (i % 2 === 0) writeFileSync(file, '{"schema":"cyclelens.runs.index/1","rows":[["1 1 1 1",0,');
  else rmSync(file, { force: true });
  await new Promise((resolve) => setTimeout(resolve, 3));
}
process.disconnect();
