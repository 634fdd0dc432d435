import os from "node:os";
import path from "node:path";
import type { DoctorRow } from "./doctor";
import type { SearchPlaces } from "./findTool";
import { locateTool } from "./locate";
import { sp1Facts } from "./sp1Version";
import { atLeast } from "./version";

/** What tracing SP1 guests needs: a Rust that builds a host, SP1's own command for guests, protoc for hosts with the SDK. */
export async function sp1Rows(places: SearchPlaces = {}): Promise<DoctorRow[]> {
  return Promise.all([rustRow(places), cargoProveRow(places), protocRow(places)]);
}

async function rustRow(places: SearchPlaces): Promise<DoctorRow> {
  const { major, minor, patch } = sp1Facts.v6.rust;
  const cargo = await locateTool("cargo", places);
  const isRecent = cargo !== null && atLeast(cargo.version, major, minor, patch);
  return {
    tool: "Rust for SP1 hosts",
    state: isRecent ? "ok" : cargo === null ? "missing" : "problem",
    version: cargo?.version?.text ?? null,
    path: cargo?.program ?? null,
    for: `building a host of SP1 6 (Rust ${major}.${minor}.${patch} or newer, and a C compiler)`,
    fix: isRecent ? null : cargo === null ? "install Rust: https://rustup.rs" : "run: rustup update stable",
    required: false,
  };
}

async function cargoProveRow(places: SearchPlaces): Promise<DoctorRow> {
  const home = places.home ?? os.homedir();
  const search = [places.path ?? process.env["PATH"] ?? "", path.join(home, ".sp1", "bin")].join(
    path.delimiter,
  );
  const found = await locateTool("cargo-prove", { ...places, path: search });
  return {
    tool: "cargo-prove",
    state: found === null ? "missing" : "ok",
    version: found?.version?.text ?? null,
    path: found?.program ?? null,
    for: "building SP1 guests",
    fix: found === null ? "install SP1's tools: see https://docs.succinct.xyz, then run sp1up" : null,
    required: false,
  };
}

async function protocRow(places: SearchPlaces): Promise<DoctorRow> {
  const setting = process.env["PROTOC"];
  const found = await locateTool("protoc", setting === undefined ? places : { ...places, setting });
  return {
    tool: "protoc",
    state: found === null ? "missing" : "ok",
    version: found?.version?.text ?? null,
    path: found?.program ?? null,
    for: "building hosts with sp1-sdk 6 (a trace host does without)",
    fix:
      found === null
        ? "install protobuf-compiler and libprotobuf-dev (macOS: brew install protobuf), or set PROTOC"
        : null,
    required: false,
  };
}
