import path from "node:path";
import { EventEmitter, workspace, type Disposable } from "vscode";
import { findGuests, type Guest } from "../../protocol/requests";
import { setContext } from "../contextKeys";
import type { Services } from "../services";
import { localFolders } from "../workspaceFolders";

/** Machines whose guests can be run from here. */
export type GuestMachine = "zisk" | "sp1";

/** Guests of the workspace, looked for once and again where the folders or a manifest changed. */
export class Guests implements Disposable {
  readonly #changed = new EventEmitter<readonly Guest[]>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: Disposable[];
  #found: Promise<readonly Guest[]> | null = null;

  constructor(private readonly services: Services) {
    this.#subscriptions = [
      workspace.onDidChangeWorkspaceFolders(() => this.forget()),
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (path.basename(uri.path) === "Cargo.toml") this.forget();
      }),
    ];
  }

  /** Those found before; nothing is looked for. */
  get known(): boolean {
    return this.#found !== null;
  }

  forget(): void {
    this.#found = null;
  }

  /** Of every machine that can be profiled, or of one. */
  async all(machine?: GuestMachine): Promise<readonly Guest[]> {
    this.#found ??= this.#find();
    const guests = await this.#found;
    return machine === undefined ? guests : guests.filter((guest) => guest.machine === machine);
  }

  async #find(): Promise<readonly Guest[]> {
    try {
      const folders = localFolders();
      const found = folders.length === 0 ? [] : await this.services.profiles.request(findGuests, { folders });
      const guests = found.filter(({ machine }) => machine === "zisk" || machine === "sp1");
      const has = (machine: GuestMachine) => guests.some((guest) => guest.machine === machine);
      setContext("cyclelens.guests", guests.length === 0 ? "none" : "found");
      setContext(
        "cyclelens.guestMachines",
        has("zisk") ? (has("sp1") ? "both" : "zisk") : has("sp1") ? "sp1" : "unknown",
      );
      this.#changed.fire(guests);
      return guests;
    } catch (error) {
      this.#found = null;
      throw error;
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** `guest (bin)`, or the package's name where it has one binary of that name. */
export function guestLabel({ name, bin }: Pick<Guest, "name" | "bin">): string {
  return bin === null || bin === name ? name : `${name} (${bin})`;
}

/** The guest whose package holds the file; the innermost where packages nest. */
export function guestOf(file: string, guests: readonly Guest[]): Guest | null {
  const holds = (guest: Guest) => {
    const relative = path.relative(path.dirname(guest.manifestPath), file);
    return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
  };
  const holders = guests.filter(holds);
  const exact = holders.find(({ entry }) => entry?.file === file);
  return exact ?? holders.sort((a, b) => b.manifestPath.length - a.manifestPath.length)[0] ?? null;
}
