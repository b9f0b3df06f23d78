//! The commands, each in a file of its own.

mod access;
mod account;
mod buckets;
mod cat;
mod completions;
mod demo;
mod health;
mod links;
mod list;
mod man;
mod op;
mod remove;
mod serve;
mod stat;
mod stream;
mod tag;
mod transfer;
mod transfers;
mod uploads;

use crate::arguments::{Arguments, Command};
use crate::failure::{Exit, Result};
use crate::output::Output;

/// Runs the command that was typed.
pub async fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit> {
    let global = &arguments.global;
    match &arguments.command {
        Command::Ls(list) => list::run(global, list, output).await,
        Command::Cp(copy) => transfer::copy(global, copy, output).await,
        Command::Mv(copy) => transfer::move_(global, copy, output).await,
        Command::Rm(remove) => remove::run(global, remove, output).await,
        Command::Mb(buckets) => buckets::make(global, buckets, output).await,
        Command::Rb(buckets) => buckets::remove(global, buckets, output).await,
        Command::Stat(objects) => stat::run(global, objects, output).await,
        Command::Cat(objects) => cat::run(global, objects, output).await,
        Command::Tag(tags) => tag::run(global, tags, output).await,
        Command::Share(request) => links::make(global, request, output).await,
        Command::Links(links) => links::run(global, links, output).await,
        Command::Uploads(uploads) => uploads::run(global, uploads, output).await,
        Command::Transfers(transfers) => transfers::run(global, transfers, output).await,
        Command::Account(account) => account::run(global, account, output).await,
        Command::Access(access) => access::run(access, output).await,
        Command::Op(operate) => op::run(global, operate, output).await,
        Command::Serve(serve) => serve::run(serve, output).await,
        Command::Health(health) => health::run(health, output).await,
        Command::Demo(demo) => demo::run(global, demo, output).await,
        Command::Completions(completions) => completions::run(completions, output),
        Command::Man(pages) => man::run(pages, output),
    }
}
