import { engineModelId } from "../core/engine/engineMachine";
import { CycleLensError } from "../core/errors";
import { isOn, text } from "./args";
import type { CliIo } from "./io";
import { refuseHostWords, type ProfileArgs } from "./profileArgs";
import { profileEmbedded, type EmbeddedSubject } from "./profileEmbedded";
import { maxEmbeddedBytes, readSp1Input } from "./sp1Input";

/** Runs an SP1 guest in the embedded engine; `subjectOf` may build. Gives the exit code of the contract. */
export async function profileSp1Embedded(
  subjectOf: () => Promise<Omit<EmbeddedSubject, "machine">>,
  words: ProfileArgs,
  io: CliIo,
): Promise<number> {
  const { parsed } = words;
  if (isOn(parsed, "verify"))
    throw new CycleLensError(
      "usage",
      "--verify compares with a host of SP1, and none is named",
      "give its folder with --host DIR, and leave --engine out",
    );
  if (text(parsed, "main-name") !== undefined)
    throw new CycleLensError("usage", "--main-name belongs to ZisK", "leave it out");
  refuseHostWords(
    words,
    "belongs to a host, and the embedded engine needs none",
    "name the host with --host DIR and leave --engine embedded out",
  );
  engineModelId("sp1", text(parsed, "model") ?? null);
  await readSp1Input(parsed, io.cwd, maxEmbeddedBytes);
  return profileEmbedded({ ...(await subjectOf()), machine: "sp1" }, parsed, io);
}
