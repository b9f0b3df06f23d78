//! `man`: a page for each command, made from the arguments themselves.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::arguments::{Arguments, ManPages};
use crate::failure::{Exit, Result, failed};
use crate::output::Output;

/// The program's name and version, at the foot of each page.
const SOURCE: &str = concat!("satchel ", env!("CARGO_PKG_VERSION"));

pub fn run(pages: &ManPages, output: &mut Output) -> Result<Exit> {
    let folder = &pages.directory;
    let refused = |error| failed(format!("{} can't be written: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(refused)?;
    // Pages about `satchel help`, and about each command once more below it, would say nothing new.
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let mut names = Vec::new();
    write(&command, None, folder, &mut names).map_err(refused)?;
    if !output.json && !output.quiet {
        names.iter().try_for_each(|name| output.line(name))?;
    }
    Ok(Exit::Done)
}

/// Writes the page of a command and of each below it.
fn write(command: &Command, above: Option<&str>, folder: &Path, names: &mut Vec<String>) -> std::io::Result<()> {
    let title = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let name = format!("{title}.1");
    std::fs::write(folder.join(&name), page(command, &title, above)?)?;
    names.push(name);
    for command in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        write(command, Some(&title), folder, names)?;
    }
    Ok(())
}

fn page(command: &Command, title: &str, above: Option<&str>) -> std::io::Result<Vec<u8>> {
    // What `--help` shows as usage is shorter than all options in a row, and knows which arguments repeat.
    let usage = command.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).to_owned();
    let shown = command.clone().override_usage(usage).subcommand_help_heading("COMMANDS");
    let man = Man::new(shown).title(title).source(SOURCE).manual("Satchel");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    let mut rest = Roff::new();
    if let Some(help) = command.get_after_help() {
        notes(&help.to_string(), &mut rest);
    }
    rest.control("SH", ["SEE ALSO"]);
    let see: Vec<_> = above.into_iter().chain(above.is_none().then_some("satchel-desktop")).collect();
    for name in see {
        rest.text([bold(name), roman("(1)")]);
    }
    rest.to_writer(&mut text)?;
    Ok(text)
}

/// What stands below a command's options: sentences flow, and what is set in by two spaces keeps its lines.
fn notes(help: &str, page: &mut Roff) {
    for (number, paragraph) in help.split("\n\n").enumerate() {
        let (heading, paragraph) = match paragraph.split_once('\n') {
            Some(("Examples:" | "Example:", examples)) => ("EXAMPLES", examples),
            _ => ("NOTES", paragraph),
        };
        if number == 0 || heading == "EXAMPLES" {
            page.control("SH", [heading]);
        } else {
            page.control("PP", []);
        }
        let mut as_typed = false;
        for line in paragraph.lines() {
            if line.starts_with("  ") != as_typed {
                as_typed = !as_typed;
                page.control(if as_typed { "EX" } else { "EE" }, []);
            }
            page.text([roman(line)]);
        }
        if as_typed {
            page.control("EE", []);
        }
    }
}
