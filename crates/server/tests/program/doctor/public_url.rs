//! The way that people take, and what stands in it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

use super::{Broken, free_port, install, is_good, is_named, serve, write};

/// Something in front, which answers each request as told, out of what the service answers.
fn in_front(service: Option<SocketAddr>, change: impl Fn(String) -> String + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for visitor in listener.incoming() {
            let Ok(mut visitor) = visitor else { return };
            let mut asked = [0; 4_096];
            let length = visitor.read(&mut asked).unwrap_or_default();
            let mut answer = String::new();
            if let Some(service) = service {
                let mut service = TcpStream::connect(service).unwrap();
                service.write_all(&asked[..length]).unwrap();
                let _ = service.read_to_string(&mut answer);
            }
            let _ = visitor.write_all(change(answer).as_bytes());
        }
    });
    port
}

#[test]
fn a_public_url_that_does_not_lead_here_is_named() {
    let port = free_port();
    let folder = install("sqlite:bienvenue.db", port, "");
    let point_to = |public: u16, more: &str| {
        let public_url = format!("public_url = \"http://localhost:{public}\"\n");
        write(&folder, "sqlite:bienvenue.db", port, &format!("{public_url}{more}"));
    };
    let nobody = free_port();
    let passes_on = in_front(Some(SocketAddr::from(([127, 0, 0, 1], port))), |answer| answer);
    point_to(passes_on, "");
    let server = serve(&folder);
    is_good(&folder);

    let own = SocketAddr::from(([127, 0, 0, 1], port));
    let strips = in_front(Some(own), |answer| answer.replace("x-content-type-options: nosniff\r\n", ""));
    let late = in_front(Some(own), |answer| {
        let (head, rest) = answer.split_once("date: ").unwrap();
        format!("{head}date: Mon, 05 Jan 2026 08:00:00 GMT\r\n{}", rest.split_once("\r\n").unwrap().1)
    });
    let another = in_front(None, |_| {
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
    });
    let other_folder = install("sqlite:bienvenue.db", free_port(), &format!("hosts = \"localhost:{}\"\n", 1));
    let broken = |check, found, mend| Broken { check, found, mend };
    // The service knows the host of the public URL that it was started with, and these.
    server.end();
    let hosts = format!("hosts = \"localhost:{passes_on}, localhost:{strips}, localhost:{late}\"\n");
    point_to(passes_on, &hosts);
    let server = serve(&folder);
    point_to(nobody, &hosts);
    is_named(&folder, &broken("public URL", "no connection", "does not lead to it"));
    point_to(strips, &hosts);
    is_named(&folder, &broken("public URL", "x-content-type-options", "takes headers away"));
    point_to(late, &hosts);
    is_named(&folder, &broken("clock", "behind this one", "chrony"));
    point_to(another, &hosts);
    is_named(&folder, &broken("public URL", "something else answers, with the status 404", "`listen`"));
    // A proxy that writes its own host.
    let renames = in_front_with_host(own, "other.example");
    point_to(renames, &hosts);
    is_named(&folder, &broken("public URL", "421", "proxy_set_header Host"));
    // Another service of the same kind, whose ids of requests began elsewhere.
    let other_server = serve(&other_folder);
    let to_other =
        in_front_with_host(other_server.address, &format!("localhost:{}", other_server.address.port()));
    point_to(to_other, &hosts);
    is_named(&folder, &broken("public URL", "another service of this kind", "with SQLite there is one"));
    other_server.end();
    server.end();
}

/// Passes requests on with another `Host`.
fn in_front_with_host(service: SocketAddr, host: &str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let host = host.to_owned();
    std::thread::spawn(move || {
        for visitor in listener.incoming() {
            let Ok(mut visitor) = visitor else { return };
            let mut asked = [0; 4_096];
            let length = visitor.read(&mut asked).unwrap_or_default();
            let asked =
                String::from_utf8_lossy(&asked[..length]).replace(&format!("localhost:{port}"), &host);
            let mut service = TcpStream::connect(service).unwrap();
            service.write_all(asked.as_bytes()).unwrap();
            let mut answer = String::new();
            let _ = service.read_to_string(&mut answer);
            let _ = visitor.write_all(answer.as_bytes());
        }
    });
    port
}
