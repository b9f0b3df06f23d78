//! What `completions` and `man` take: the program about itself.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use clap_complete::Shell;

pub const COMPLETIONS_EXAMPLES: &str = "\
Packages of Satchel install these scripts by themselves. Else, for one person:
  bash        needs the package bash-completion
  zsh         the folder has to be in fpath before compinit runs: fpath=(~/.zfunc $fpath)
  PowerShell  the line below goes into the file that $PROFILE names

Examples:
  satchel completions bash > ~/.local/share/bash-completion/completions/satchel
  satchel completions zsh > ~/.zfunc/_satchel
  satchel completions fish > ~/.config/fish/completions/satchel.fish
  satchel completions powershell | Out-String | Invoke-Expression";

pub const MAN_EXAMPLES: &str = "\
Packages of Satchel bring these pages with them: man satchel, man satchel-cp.

Example:
  satchel man ~/.local/share/man/man1";

/// What `completions` takes.
#[derive(Args, Debug)]
pub struct Completions {
    /// Which shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// What `man` takes.
#[derive(Args, Debug)]
pub struct ManPages {
    /// The folder; it is made where it isn't there
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub directory: PathBuf,
}
