import { copyFileSync, mkdirSync } from "node:fs";
import * as path from "node:path";
import { workspaceFolder } from "./workspace";

const fixtures = path.join(__dirname, "../../../test/fixtures/openvm");

/** Copies a metrics file of the fixtures into the workspace, under another name where one is given. */
export function metricsFile(fixture: string, name = fixture): string {
  const folder = path.join(workspaceFolder(), "openvm");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  copyFileSync(path.join(fixtures, fixture), file);
  return file;
}
