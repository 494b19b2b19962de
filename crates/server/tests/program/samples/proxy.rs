//! The piece of nginx's configuration that operators are shown, in a real nginx.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::blocks::{Block, blocks_of};
use super::shell::find;
use crate::support::{Client, Folder, Server, pause};

/// What stands around a block of `location`.
const AROUND: &str = "daemon off; master_process off; pid FOLDER/nginx.pid; error_log stderr crit; events {}
http {
    access_log off;
    client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
    server { listen 127.0.0.1:PORT; SAMPLE }
}";

pub(super) fn takes(block: &Block) -> bool {
    block.document == "docs/operations.md" && block.language == "nginx"
}

/// Ends with this.
struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_service_behind_the_nginx_of_the_document_is_well() {
    let Some(nginx) = find("nginx") else { return };
    let folder = Folder::new();
    let public = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    // Plain HTTP in front, so that a test needs no certificate; all else is as the document has it.
    folder.write(
        "bienvenue.toml",
        &format!(
            "public_url = \"http://localhost:{}\"\nlisten = \"{listen}\"\ntrusted_proxies = \"127.0.0.1\"\n\
             database.url = \"sqlite:bienvenue.db\"\nregistration.verification = \"optional\"\n",
            public.port()
        ),
    );
    let server = Server::start(&mut folder.program(&["serve"]));
    let blocks = blocks_of("docs/operations.md");
    let sample = &blocks.iter().find(|block| takes(block)).unwrap().code;
    assert!(sample.contains("127.0.0.1:5000"));
    let config = AROUND
        .replace("SAMPLE", &sample.replace("127.0.0.1:5000", &listen.to_string()))
        .replace("FOLDER", &folder.path().display().to_string())
        .replace("PORT", &public.port().to_string());
    let file = folder.write("nginx.conf", &config);
    let mut command = Command::new(nginx);
    command.arg("-p").arg(folder.path()).args(["-e", "stderr", "-c"]).arg(file).stdin(Stdio::null());
    let mut nginx = Nginx(command.spawn().unwrap());
    let client = Client::new(public);
    for _ in 0..200 {
        assert!(nginx.0.try_wait().unwrap().is_none(), "nginx has ended");
        if std::net::TcpStream::connect(public).is_ok() {
            break;
        }
        pause(Duration::from_millis(25));
    }
    // The address of a client is the one that nginx saw, whatever he says of himself.
    let (body, host) = ("email=bob@example.org&password=long+enough+to+be+good", public.port());
    let post = |path: &str| {
        let head = format!("Host: localhost:{host}\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close");
        let form =
            format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}", body.len());
        client.exchange(&format!("POST {path} HTTP/1.1\r\n{head}\r\n{form}\r\n\r\n{body}")).unwrap().status
    };
    assert_eq!([post("/users"), post("/sessions")], [200, 200]);
    let events = folder.run(&["audit", "list", "--json"]).done().stdout;
    assert!(events.contains("\"address\":\"127.0.0.1\"") && !events.contains("203.0.113.9"), "{events}");
    let told = folder.run(&["doctor", "--json"]).done().stdout;
    assert!(told.contains("leads to this service"), "{told}");
    drop(nginx);
    server.end();
}
