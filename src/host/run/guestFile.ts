import { Disposable, window } from "vscode";
import { setContext } from "../contextKeys";
import { guestOf, type GuestMachine, type Guests } from "./guests";

/** Keeps the keys true while a Rust file of a guest is in front: the editor title shows the flame then. */
export function registerGuestFile(guests: Guests): Disposable {
  const update = async () => {
    const file = window.activeTextEditor?.document.uri;
    const isRust = file?.scheme === "file" && file.path.endsWith(".rs");
    // A failure to look for guests is said by the command that needs them.
    const all = isRust ? await guests.all().catch(() => []) : [];
    if (window.activeTextEditor?.document.uri.toString() !== file?.toString()) return;
    const inGuest = (machine: GuestMachine) =>
      file !== undefined &&
      guestOf(
        file.fsPath,
        all.filter((guest) => guest.machine === machine),
      ) !== null;
    setContext("cyclelens.inGuestFile", inGuest("zisk"));
    setContext("cyclelens.inSp1GuestFile", inGuest("sp1"));
  };
  void update();
  return Disposable.from(
    window.onDidChangeActiveTextEditor(() => void update()),
    guests.onDidChange(() => void update()),
  );
}
