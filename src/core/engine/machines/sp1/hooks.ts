import { GuestFault } from "../../guestFault";

/** What a hook of SP1's host answers to a write: buffers that the guest reads next. Throws GuestFault. */
export function answerHook(fd: number, _bytes: Uint8Array): readonly Uint8Array[] {
  throw new GuestFault(
    `wrote to descriptor ${String(fd)}, a hook that the embedded engine does not carry`,
    101,
  );
}
