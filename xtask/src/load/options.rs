//! The generator's words.

use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::requests::Requests;
use super::target::Target;

const MOST_CONNECTIONS: usize = 1_024;
const MOST_SECONDS: f64 = 60.0;
const MOST_RATE: f64 = 1_000_000.0;

/// What to send where, how fast and for how long.
#[derive(Debug, PartialEq)]
pub(super) struct Options {
    pub(super) target: Target,
    pub(super) connections: usize,
    pub(super) time: Duration,
    /// Requests per second of all connections; none is as fast as answers come.
    pub(super) rate: Option<f64>,
    /// Whether a 503 is counted apart and not as an error.
    pub(super) may_refuse: bool,
    /// How long a connection waits after a 503.
    pub(super) pause: Duration,
    /// Whether requests that are under way at the end are dropped instead of waited for.
    pub(super) is_cut: bool,
    /// The width of the intervals that are told of one by one.
    pub(super) interval: Option<Duration>,
    method: String,
    body: String,
    cookies: Vec<String>,
    most: u64,
}

impl Options {
    pub(super) fn read(arguments: &[String]) -> Result<Self> {
        let mut url = None;
        let mut options = Self::default();
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--url" => url = Some(value),
                _ => options.set(name, value).with_context(|| format!("{name} {value}"))?,
            }
        }
        options.target = Target::read(url.context("load needs --url")?)?;
        Ok(options)
    }

    fn default() -> Self {
        Self {
            target: Target::nowhere(),
            connections: 64,
            time: Duration::from_secs(4),
            rate: None,
            may_refuse: false,
            pause: Duration::ZERO,
            is_cut: false,
            interval: None,
            method: "GET".to_owned(),
            body: String::new(),
            cookies: Vec::new(),
            most: u64::MAX,
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match name {
            "--connections" => self.connections = connections(value)?,
            "--seconds" => self.time = Duration::from_secs_f64(within(value, 0.01, MOST_SECONDS)?),
            "--rate" => self.rate = Some(within(value, 0.1, MOST_RATE)?),
            "--requests" => self.most = value.parse()?,
            "--refusals" => self.may_refuse = is_yes(value)?,
            "--pause" => self.pause = Duration::from_secs_f64(within(value, 0.0, MOST_SECONDS)?),
            "--cut" => self.is_cut = is_yes(value)?,
            "--interval" => self.interval = Some(Duration::from_secs_f64(within(value, 0.01, MOST_SECONDS)?)),
            "--method" => value.clone_into(&mut self.method),
            "--body" => value.clone_into(&mut self.body),
            "--cookie" => self.cookies = vec![value.to_owned()],
            "--cookies" => {
                self.cookies = std::fs::read_to_string(value)?.lines().map(str::to_owned).collect();
            }
            _ => bail!("there is no such option"),
        }
        Ok(())
    }

    /// The requests as they go over the wire.
    pub(super) fn requests(&self) -> Requests {
        let head =
            format!("{} {} HTTP/1.1\r\nhost: {}\r\n", self.method, self.target.path(), self.target.address());
        Requests::new(head, self.body.clone(), self.cookies.clone(), self.most)
    }
}

fn connections(text: &str) -> Result<usize> {
    let number = text.parse()?;
    if !(1..=MOST_CONNECTIONS).contains(&number) {
        bail!("it goes from 1 to {MOST_CONNECTIONS}");
    }
    Ok(number)
}

fn within(text: &str, least: f64, most: f64) -> Result<f64> {
    let number = text.parse()?;
    if !(least..=most).contains(&number) {
        bail!("it goes from {least} to {most}");
    }
    Ok(number)
}

fn is_yes(text: &str) -> Result<bool> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => bail!("yes or no"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Options> {
        Options::read(&words.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    fn first_request(words: &str) -> String {
        let mut buffer = Vec::new();
        read(words).unwrap().requests().write(0, &mut buffer);
        String::from_utf8(buffer).unwrap()
    }

    #[test]
    fn writes_the_request() {
        assert_eq!(
            first_request("--url http://127.0.0.1:5000/profile --cookie session_id=x"),
            "GET /profile HTTP/1.1\r\nhost: 127.0.0.1:5000\r\ncookie: session_id=x\r\n\r\n"
        );
        let post = first_request("--url http://127.0.0.1:1 --method POST --body a=b");
        assert!(post.ends_with("\r\ncontent-length: 3\r\n\r\na=b"));
    }

    #[test]
    fn refuses_what_has_no_bound() {
        for wrong in
            ["--seconds 3600", "--seconds nan", "--connections 0", "--rate 0", "--verbose yes", "--cut"]
        {
            assert!(read(&format!("--url http://127.0.0.1:1 {wrong}")).is_err(), "{wrong}");
        }
        assert!(read("--connections 1").is_err());
    }
}
