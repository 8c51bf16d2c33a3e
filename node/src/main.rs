//! `fanal`: the node of a desk, and the command line that talks to it.

mod backup;
mod cli;
mod config;
mod demo;
mod door;
mod fetch;
mod home;
mod init;
mod local;
mod misp_feed;
mod names;
mod ops;
mod over_taxii;
mod post;
mod proof;
mod push;
mod reload;
mod render;
mod rewrite;
mod running;
mod serve;
mod shelf;
mod sources;
mod taxii;

/// Gives back to the system what is free: after an import or a build of the site that is most of it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    write_no_core();
    cli::main()
}

/// [RST-8] A core dump is the memory of this process, keys and all.
fn write_no_core() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // To less than it was is always allowed; where it is not, the limit that was set stays.
    let _ = setrlimit(Resource::Core, none);
}
