//! `cargo xtask package`: the Debian package and the file system of the container, each tried after it was made.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::bench::service::Service;
use crate::runner::Runner;
use crate::tools::CARGO_DEB;

/// The user of the container.
const NOBODY: &str = "65532";
const SHELLS: [(&str, &str); 3] =
    [("bash", "bienvenue.bash"), ("zsh", "_bienvenue"), ("fish", "bienvenue.fish")];
/// What the package has to hold beside the program's own pages.
const FILES: [&str; 7] = [
    "usr/bin/bienvenue",
    "usr/lib/systemd/system/bienvenue.service",
    "usr/lib/sysusers.d/bienvenue.conf",
    "usr/share/man/man1/bienvenue.1.gz",
    "usr/share/man/man1/bienvenue-serve.1.gz",
    "usr/share/bash-completion/completions/bienvenue",
    "usr/share/doc/bienvenue/copyright",
];

/// Makes and tries both; `--profile dev` for a quick look at how they are put together.
pub(crate) fn run(runner: &Runner, arguments: &[String]) -> Result<bool> {
    let profile = match arguments {
        [] => "dist",
        [option, profile] if option == "--profile" => profile,
        _ => bail!("package takes --profile NAME and nothing else"),
    };
    runner.success(
        &mut runner.cargo(&format!("build --locked --package bienvenue-server --profile {profile}")),
    )?;
    let built = runner.target().join(if profile == "dev" { "debug" } else { profile });
    let (program, folder) = (built.join("bienvenue"), runner.target().join("package"));
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot empty target/package")?;
    }
    documents(runner, &program, &folder)?;
    let package = debian(runner, profile, &folder)?;
    try_debian(runner, &package, &folder.join("unpacked"))?;
    try_container(runner, &program, &folder.join("rootfs"))?;
    println!("{} is made and was tried, and so was {}", package.display(), folder.join("rootfs").display());
    Ok(true)
}

/// Manual pages and completions, for the package to take in.
fn documents(runner: &Runner, program: &Path, folder: &Path) -> Result<()> {
    let (manual, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir_all(&manual)?;
    fs::create_dir_all(&completions)?;
    runner.success(Command::new(program).args(["reference", "man", "--to"]).arg(&manual))?;
    for (shell, file) in SHELLS {
        let (script, _) = runner.capture(Command::new(program).args(["completions", shell]))?;
        fs::write(completions.join(file), script)?;
    }
    Ok(())
}

fn debian(runner: &Runner, profile: &str, folder: &Path) -> Result<PathBuf> {
    let path = folder.join("bienvenue.deb");
    let mut make = Command::new(CARGO_DEB.install(runner)?);
    make.current_dir(runner.root()).args(["deb", "--no-build", "--locked", "--package", "bienvenue-server"]);
    runner.success(make.args(["--profile", profile, "--output"]).arg(&path))?;
    Ok(path)
}

/// Unpacks it: every file is there, the program runs, and systemd understands the unit.
fn try_debian(runner: &Runner, package: &Path, unpacked: &Path) -> Result<()> {
    runner.success(Command::new("dpkg-deb").arg("--extract").arg(package).arg(unpacked))?;
    for file in FILES {
        ensure!(unpacked.join(file).is_file(), "{file} is not in the package");
    }
    runner.success(Command::new(unpacked.join("usr/bin/bienvenue")).arg("--version"))?;
    // The machine's, which the unit calls.
    fs::create_dir_all(unpacked.join("bin"))?;
    fs::copy("/bin/kill", unpacked.join("bin/kill")).context("there is no /bin/kill")?;
    let mut verify = Command::new("systemd-analyze");
    verify
        .args(["verify", "--man=no", "--recursive-errors=no"])
        .arg(format!("--root={}", unpacked.display()));
    verify.arg("/usr/lib/systemd/system/bienvenue.service");
    match verify.output() {
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stderr);
            ensure!(
                output.status.success() && !told.contains("bienvenue.service:"),
                "systemd-analyze: {told}"
            );
        }
        Err(cause) => println!("The unit was not looked at: systemd-analyze: {cause}"),
    }
    Ok(())
}

/// Serves out of the container's file system, as its user, with nothing else of the machine.
fn try_container(runner: &Runner, program: &Path, root: &Path) -> Result<()> {
    runner.success(Command::new(runner.root().join("packaging/rootfs")).arg(program).arg(root))?;
    let service = Service::command(runner, |address, _| Ok(contained(root, address)))?;
    let database = root.join("var/lib/bienvenue/bienvenue.db");
    ensure!(database.is_file(), "the container's service has no database of its own");
    drop(service);
    Ok(())
}

fn contained(root: &Path, address: SocketAddr) -> Command {
    let is_root = rustix::process::geteuid().is_root();
    let mut command = if is_root {
        Command::new("chroot")
    } else {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "chroot"]);
        command
    };
    if is_root {
        command.arg(format!("--userspec={NOBODY}:{NOBODY}"));
    }
    command.arg(root).args(["/usr/bin/bienvenue", "serve"]).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    for (name, value) in [
        ("PUBLIC_URL", format!("http://{address}")),
        ("LISTEN", address.to_string()),
        ("DATABASE__URL", "sqlite:/var/lib/bienvenue/bienvenue.db".to_owned()),
        ("REGISTRATION__VERIFICATION", "optional".to_owned()),
    ] {
        command.env(format!("BIENVENUE__{name}"), value);
    }
    command
}
