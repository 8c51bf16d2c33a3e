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
mod ops;
mod post;
mod reload;
mod render;
mod running;
mod serve;
mod shelf;
mod taxii;

fn main() -> std::process::ExitCode {
    cli::main()
}
