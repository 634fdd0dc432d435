import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { gunzipSync } from "node:zlib";
import { guestFile } from "./workspace";

export const recorded = (name: string): string => guestFile("recorded", name);

/** The sample guest's ELF, unpacked beside the recorded run. */
export function unpackedElf(): string {
  const elf = recorded("sample-guest.elf");
  if (!existsSync(elf)) writeFileSync(elf, gunzipSync(readFileSync(guestFile("sample-guest.elf.gz"))));
  return elf;
}

/** Opens the whole recorded run of the sample guest: report, statistics, call tree, counts, ELF. */
export async function openRecorded(): Promise<void> {
  const files = ["stdout.txt", "stats.csv", "ziskemu-profile.json.gz", "disasm.txt.gz"].map(recorded);
  await vscode.commands.executeCommand("cyclelens.openProfile", { files, elf: unpackedElf() });
}
