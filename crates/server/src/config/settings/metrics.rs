//! Where figures are told, if they are.

use std::net::SocketAddr;

use super::super::reader::Reader;
use super::super::value::Value;

/// The address to tell figures at; none unless it is written, and none beyond this machine unless that is written too
/// (ASVS 13.4.5).
pub(super) fn read(reader: &mut Reader) -> Option<SocketAddr> {
    let listen = reader.take("metrics.listen", Value::address);
    let choices = [("this-machine", false), ("network", true)];
    let may_reach_others = reader.take("metrics.reach", |value| value.choice(&choices));
    if listen.is_some_and(|address| !address.ip().is_loopback()) && may_reach_others != Some(true) {
        let reason = "`metrics.listen` is beyond this machine: write an address such as \"127.0.0.1:9464\", or also \
                      `metrics.reach = \"network\"` where nobody else can reach it";
        reader.refuse(&["metrics.listen"], reason);
    }
    listen
}
