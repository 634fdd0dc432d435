import { CycleLensError } from "../../core/errors";

/** Names of the contract that a later version fills; they are in no help text. */
const later = new Set(["bench"]);

/** Throws `usage` for a command that is not built in yet, or not known at all. */
export function unknownCommand(name: string): never {
  if (later.has(name))
    throw new CycleLensError(
      "usage",
      `${name} comes in a later version`,
      "see what there is: cyclelens --help",
    );
  throw new CycleLensError("usage", `there is no command ${name}`, "see what there is: cyclelens --help");
}
