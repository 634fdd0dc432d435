import type { Request } from "../protocol/requests";
import type { Sp1Host } from "./sp1Types";

/** Packages of the folders that can run SP1 guests. Its answer is of this room, so it stands here and not in `protocol`. */
export const findSp1Hosts: Request<{ readonly folders: readonly string[] }, readonly Sp1Host[]> = {
  method: "cyclelens/findSp1Hosts",
};
