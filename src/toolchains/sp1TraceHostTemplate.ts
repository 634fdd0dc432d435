import { parseVersion, type Version } from "./version";

/** SP1's release that the template is built and tested with; its executor runs every guest of the 6.x line. */
export const sp1TemplateVersion = "6.10.0";

/** The version of sp1-core-executor for a guest: the tested one, or the guest's own where that is newer. */
export function templateVersion(guest: Version | null): string {
  const tested = parseVersion(sp1TemplateVersion)!;
  const isNewer =
    guest !== null &&
    guest.major === tested.major &&
    (guest.minor > tested.minor || (guest.minor === tested.minor && guest.patch > tested.patch));
  return isNewer ? guest.text : sp1TemplateVersion;
}

/** The files of a trace host by path, `/`-separated. */
export function traceHostFiles(version: string): ReadonlyMap<string, string> {
  return new Map([
    ["Cargo.toml", manifest(version)],
    ["src/main.rs", program],
    [".gitignore", "/target\n"],
    ["README.md", readme(version)],
  ]);
}

function manifest(version: string): string {
  return `[package]
name = "sp1-trace-host"
version = "0.1.0"
edition = "2021"
publish = false
rust-version = "1.91.1"

# How CycleLens knows that it can give this package an ELF and its input by itself.
[package.metadata.cyclelens]
trace-host = true

# SP1's executor alone: no prover, no SDK, so neither protoc nor a GPU is needed.
[dependencies]
sp1-core-executor = "=${version}"
serde_json = "1"
tracing = "0.1"
tracing-subscriber = { version = "0.3", default-features = false, features = ["fmt", "env-filter"] }

# TRACE_FILE and the cycle tracker work in builds with this feature only.
[features]
default = ["profiling"]
profiling = ["sp1-core-executor/profiling"]

[profile.release]
opt-level = 3
debug = false
lto = false
codegen-units = 16

# A workspace of its own, wherever it stands.
[workspace]
`;
}

const program = String.raw`//! Executes one guest of SP1 6 and reports what it cost.
//!
//!   sp1-trace-host ELF [--input FILE | --bytes HEX | --u32 N | --u64 N]...
//!                  [--report-json FILE] [--public-values FILE] [--no-gas]
//!
//! Every input option is one buffer of the guest's stdin, in this order. With TRACE_FILE set the executor writes its
//! trace there; TRACE_SAMPLE_RATE=N keeps every Nth instruction. RUST_LOG=info shows the cycle tracker.
//!
//! Ends with the guest's exit code; 2 for arguments that cannot be read, 70 for a guest that cannot be loaded or run.

use std::{env, fmt::Display, fs, process, sync::Arc};

use sp1_core_executor::{
    ExecutionReport, GasEstimatingVMEnum, MinimalExecutorEnum, Program, SP1CoreOpts,
};

#[derive(Default)]
struct Options {
    elf: Option<String>,
    stdin: Vec<Vec<u8>>,
    report_json: Option<String>,
    public_values: Option<String>,
    no_gas: bool,
}

fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(false)
        .init();
    let options = parse(env::args().skip(1)).unwrap_or_else(|why| {
        eprintln!("sp1-trace-host: {why}");
        eprintln!("usage: sp1-trace-host ELF [--input FILE|--bytes HEX|--u32 N|--u64 N]... [--report-json FILE] [--public-values FILE] [--no-gas]");
        process::exit(2)
    });
    process::exit(execute(&options))
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options::default();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--input" => {
                let path = value()?;
                let bytes = fs::read(&path).map_err(|error| format!("cannot read {path}: {error}"))?;
                options.stdin.push(bytes);
            }
            "--bytes" => options.stdin.push(hex(&value()?).ok_or("--bytes wants pairs of hex digits")?),
            "--u32" => options.stdin.push(number::<u32>(&value()?)?.to_le_bytes().to_vec()),
            "--u64" => options.stdin.push(number::<u64>(&value()?)?.to_le_bytes().to_vec()),
            "--report-json" => options.report_json = Some(value()?),
            "--public-values" => options.public_values = Some(value()?),
            "--no-gas" => options.no_gas = true,
            _ if options.elf.is_none() && !word.starts_with("--") => options.elf = Some(word),
            _ => return Err(format!("unexpected argument {word}")),
        }
    }
    match options.elf {
        Some(_) => Ok(options),
        None => Err("no ELF is given".to_owned()),
    }
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, String> {
    text.parse().map_err(|_| format!("{text} is no number that fits"))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || text.len() % 2 != 0 {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Runs the guest to its end, prints the totals, and gives its exit code.
fn execute(options: &Options) -> i32 {
    let path = options.elf.as_deref().unwrap_or_default();
    let elf = fs::read(path).unwrap_or_else(|error| fail(format!("cannot read {path}: {error}")));
    let program = Arc::new(Program::from(&elf).unwrap_or_else(|error| fail(format!("bad ELF: {error}"))));

    let opts = SP1CoreOpts::default();
    let chunk = (!options.no_gas).then_some(opts.gas_trace_chunk_threshold);
    // The executor opens TRACE_FILE as soon as it is made, and empties it: one executor a process.
    let mut executor = MinimalExecutorEnum::new(program.clone(), false, chunk);
    for buffer in &options.stdin {
        executor.with_input(buffer);
    }

    // Opcodes and gas come from going over each chunk of the run a second time.
    let mut report = ExecutionReport::default();
    while let Some(chunk) = executor.try_execute_chunk().unwrap_or_else(|error| fail(error)) {
        let mut gas = GasEstimatingVMEnum::new(&chunk, program.clone(), [0; 4], opts.clone());
        report += gas.execute().unwrap_or_else(|error| fail(error));
    }
    #[cfg(feature = "profiling")]
    {
        report.cycle_tracker = executor.take_cycle_tracker_totals();
        report.invocation_tracker = executor.take_invocation_tracker();
    }

    println!("cycles: {}", executor.global_clk());
    println!("exit code: {}", executor.exit_code());
    print!("{report}");
    let mut labels: Vec<_> = report.cycle_tracker.iter().collect();
    labels.sort();
    for (label, cycles) in labels {
        println!("tracker {label}: {cycles} cycles in {} calls", report.invocation_tracker[label]);
    }
    if let Some(path) = &options.report_json {
        let json = serde_json::to_vec_pretty(&report).expect("a report is JSON");
        write(path, &json);
    }
    if let Some(path) = &options.public_values {
        write(path, executor.public_values_stream());
    }
    executor.exit_code() as i32
}

fn write(path: &str, bytes: &[u8]) {
    fs::write(path, bytes).unwrap_or_else(|error| fail(format!("cannot write {path}: {error}")));
}

fn fail(why: impl Display) -> ! {
    eprintln!("sp1-trace-host: {why}");
    process::exit(70)
}
`;

function readme(version: string): string {
  return `# SP1 trace host

Runs a guest of SP1 6 with SP1's own executor (${version}) and lets it write a trace. Made by CycleLens; it is yours to change.
It needs Rust 1.91.1 or newer and a C compiler; the first build takes about three minutes.

    cargo build --release
    TRACE_FILE=trace.json target/release/sp1-trace-host GUEST.elf --input block.bin

CycleLens builds and runs it by itself: \`Profile guest with SP1\`, or \`cyclelens profile GUEST.elf --host .\`.

## SP1 4 and 5

Their guests are 32-bit programs, which the executor of SP1 6 does not load. A host for them links the SDK of their own
version with its feature \`profiling\`, and executes the guest once:

    [dependencies]
    sp1-sdk = { version = "=5.2.4", default-features = false, features = ["profiling"] }

    let client = sp1_sdk::ProverClient::builder().cpu().build();
    let mut stdin = sp1_sdk::SP1Stdin::new();
    stdin.write_slice(&input);
    let (_, report) = client.execute(&elf, &stdin).run()?;
    println!("{report}");

## Your own host with SP1 6

Add the feature to the SDK that it links, \`sp1-sdk = { version = "…", features = ["profiling"] }\`, and use it instead of
this package: the input is then the one that your program makes.
`;
}
