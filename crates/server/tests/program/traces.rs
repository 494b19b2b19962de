//! Traces of the real program, as a collector hears of them.

use crate::support::Folder;

#[cfg(not(feature = "otel"))]
#[test]
fn a_program_without_traces_says_so() {
    let folder = Folder::new();
    folder.configure("traces.endpoint = \"http://127.0.0.1:4318/v1/traces\"\n");
    folder.run(&["serve"]).ended(3, &["`traces.endpoint` is set", "--features otel"]);
}

#[cfg(feature = "otel")]
mod sent {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use serde_json::Value;

    use super::Folder;
    use crate::support::{PATIENCE, Server};

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const PARENT: &str = "00f067aa0ba902b7";

    /// Something that takes spans: its URL, and the bodies that it was sent.
    fn collector() -> (String, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        let (told, bodies) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut reader = BufReader::new(stream.unwrap());
                let (mut line, mut length) = (String::new(), 0);
                let mut head = String::new();
                while reader.read_line(&mut line).unwrap() > 2 {
                    if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                        length = value.trim().parse().unwrap();
                    }
                    head.push_str(&std::mem::take(&mut line));
                }
                assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{head}");
                assert!(head.contains("content-type: application/json"), "{head}");
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").unwrap();
                if told.send(String::from_utf8(body).unwrap()).is_err() {
                    return;
                }
            }
        });
        (url, bodies)
    }

    fn spans(bodies: &[String]) -> Vec<Value> {
        let bodies = bodies.iter().map(|body| serde_json::from_str::<Value>(body).unwrap());
        bodies
            .flat_map(|body| body["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap().clone())
            .collect()
    }

    fn attribute<'s>(span: &'s Value, key: &str) -> &'s Value {
        let attributes = span["attributes"].as_array().unwrap();
        attributes
            .iter()
            .find(|attribute| attribute["key"] == key)
            .map_or(&Value::Null, |found| &found["value"])
    }

    /// Whose address a proxy is that begins traces, and the spans of a few requests.
    fn spans_where(trusted: &str) -> (Vec<Value>, String, String) {
        let (url, bodies) = collector();
        let folder = Folder::new();
        folder.configure(&format!(
            "trusted_proxies = \"{trusted}\"\ntraces.endpoint = \"{url}\"\nlog.level = \"warn\"\n"
        ));
        folder.write("note", "");
        let mut program = folder.program(&["serve"]);
        // Its address is told at `info`, so that is asked for here, and successful GETs are not.
        let server = Server::start(program.env("BIENVENUE__LOG__LEVEL", "info"));
        let client = server.client();
        assert_eq!(client.register("bob-canary@example.org", "canary-password-1").status, 200);
        let cookie =
            client.log_in("bob-canary@example.org", "canary-password-1").cookie().unwrap().to_owned();
        let lines = format!("Host: localhost\r\nCookie: {cookie}\r\ntraceparent: 00-{TRACE}-{PARENT}-01");
        assert_eq!(client.send_with("GET", "/profile", &lines).status, 200);
        assert_eq!(client.get("/nowhere/canary-path?token=canary").status, 404);
        let mut sent = Vec::new();
        let deadline = Instant::now() + PATIENCE;
        while spans(&sent).len() < 4 {
            assert!(Instant::now() < deadline, "spans do not come: {sent:?}");
            sent.extend(bodies.recv_timeout(Duration::from_millis(100)).ok());
        }
        // What is answered last is sent at the end.
        assert_eq!(client.get("/healthz").status, 200);
        let printed = server.end();
        sent.extend(bodies.try_iter());
        (spans(&sent), sent.concat(), printed)
    }

    #[test]
    fn a_span_of_each_request_is_sent() {
        let (spans, sent, printed) = spans_where("127.0.0.1");
        assert_eq!(spans.len(), 5, "{sent}");
        let named = |name: &str| {
            spans.iter().find(|span| span["name"] == name).unwrap_or_else(|| panic!("no {name} in {sent}"))
        };
        let profile = named("GET /profile");
        assert_eq!((&profile["traceId"], &profile["parentSpanId"]), (&TRACE.into(), &PARENT.into()));
        assert_eq!(attribute(profile, "http.request.method")["stringValue"], "GET");
        assert_eq!(attribute(profile, "http.route")["stringValue"], "/profile");
        assert_eq!(attribute(profile, "http.response.status_code")["intValue"], "200");
        let login = named("POST /sessions");
        assert!(
            login["traceId"].as_str().unwrap().len() == 32 && login.get("parentSpanId").is_none(),
            "{login}"
        );
        // The id of the request, by which its line of the log is found.
        assert!(printed.contains(login["spanId"].as_str().unwrap()), "{printed}");
        assert_eq!(attribute(named("GET"), "http.route"), &Value::Null);
        named("GET /healthz");
        for secret in ["canary", "example.org", "127.0.0.1", "session_id"] {
            assert!(!sent.contains(secret), "{secret} is in {sent}");
        }
    }

    #[test]
    fn a_stranger_continues_no_trace() {
        let (spans, sent, _) = spans_where("192.0.2.7");
        assert!(spans.len() == 5 && !sent.contains(TRACE) && !sent.contains(PARENT), "{sent}");
    }

    #[test]
    fn a_collector_that_is_not_there_holds_up_nobody() {
        let folder = Folder::new();
        folder.configure("traces.endpoint = \"http://127.0.0.1:1/v1/traces\"\n");
        let mut server = folder.serve();
        assert_eq!(server.client().get("/healthz").status, 200);
        server.wait_for(|line| line.contains("traces were not sent"));
        server.wait_for(|line| line.contains("traces were dropped"));
        server.end();
    }
}
