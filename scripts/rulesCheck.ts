// Finds duplicates, overlaps and versions without a patch in the coverage rules: npm run rules:check [FILE…]
import { readFileSync } from "node:fs";
import { builtInRuleFiles, parseRuleFile } from "../src/core/coverage/rules";
import { checkRules } from "../src/core/coverage/rulesCheck";

const files = [
  ...builtInRuleFiles(),
  ...process.argv.slice(2).map((file) => ({ file, rules: parseRuleFile(readFileSync(file, "utf8"), file) })),
];
const problems = checkRules(files);
for (const { level, text } of problems) console.log(`${level}: ${text}`);
const errors = problems.filter((p) => p.level === "error").length;
const rules = files.reduce((sum, f) => sum + (f.rules.crates?.length ?? 0), 0);
console.log(
  `${files.length} files, ${rules} crate rules: ${errors} errors, ${problems.length - errors} notes`,
);
process.exitCode = errors > 0 ? 1 : 0;
